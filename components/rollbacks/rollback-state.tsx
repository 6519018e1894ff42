import { StatusBadge } from '@/components/ui/status-badge';
import type { Knowledge, RollbackState as State } from '@/lib/rollbacks/schema';
import { knownWords, stateWords } from './rollback-words';

/** Where a rollback stands. */
export function RollbackState({ state, tinted = false }: { state: State; tinted?: boolean }) {
  const [tone, word] = stateWords[state];
  return (
    <StatusBadge tone={tone} tinted={tinted}>
      {word}
    </StatusBadge>
  );
}

/** What our own records say of a version. */
export function KnownBadge({ known }: { known: Knowledge }) {
  const [tone, word] = knownWords[known];
  return (
    <StatusBadge tone={tone} tinted>
      {word}
    </StatusBadge>
  );
}

/** Stands wherever a cluster is named that is none. */
export function SimulatedMark() {
  return (
    <StatusBadge tone="neutral" tinted>
      Simulated cluster
    </StatusBadge>
  );
}
