'use client';

import { BellRing } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { formatInZone } from '@/lib/core/time';
import type { IncidentDetail } from '@/lib/incidents/schema';
import type { ProposalAnswer } from '@/lib/incidents/schema/alerts';
import { incidentZone } from '../incident-zone';
import classes from './room.module.css';

type Change = { status: 'mitigated' | 'resolved'; mitigated_at?: string } | { severity: 'SEV1' | 'SEV2' | 'SEV3' };

type ProposalsProps = {
  incident: IncidentDetail;
  /** null: this person may only look on. */
  accept: ((change: Change) => void) | null;
  /** Re-opens the other incident and merges this one into it; null: this person may not. */
  goOn: ((other: string) => void) | null;
};

/** What alerts propose and a person decides (incidents.md §9): one line each, put away on this device by "Not now". */
export function Proposals({ incident, accept, goOn }: ProposalsProps) {
  const [away, setAway] = useState<number[]>([]);
  const shown = incident.proposals.filter(({ seq }) => !away.includes(seq));
  return shown.map((proposal) => {
    const { words, button, change } = wordsOf(proposal, incident);
    return (
      <div key={proposal.seq} className={classes.proposal}>
        <BellRing size={16} strokeWidth={1.75} aria-hidden="true" />
        <span>
          {words}
          {proposal.kind === 'reopen' && (
            <>
              {' '}
              <Link href={`/incidents/${proposal.other}`}>Open {proposal.other}</Link>
            </>
          )}
        </span>
        {goOn && proposal.kind === 'reopen' && (
          <Button onClick={() => goOn(proposal.other)}>Re-open {proposal.other} and merge this in</Button>
        )}
        {accept && change && <Button onClick={() => accept(change)}>{button}</Button>}
        <Button kind="quiet" onClick={() => setAway([...away, proposal.seq])}>
          Not now
        </Button>
      </div>
    );
  });
}

function wordsOf(
  proposal: ProposalAnswer,
  incident: IncidentDetail,
): { words: string; button: string; change?: Change } {
  switch (proposal.kind) {
    case 'status': {
      const at = formatInZone(new Date(proposal.at), incidentZone, 'clock');
      const words = `All alerts cleared at ${at} UTC.`;
      return proposal.to === 'mitigated'
        ? { words, button: `Mark mitigated at ${at}`, change: { status: 'mitigated', mitigated_at: proposal.at } }
        : { words, button: 'Resolve incident', change: { status: 'resolved' } };
    }
    case 'severity':
      return {
        words: `An alert says ${proposal.to}; this incident is ${incident.severity}.`,
        button: `Raise to ${proposal.to}`,
        change: { severity: proposal.to },
      };
    case 'reopen': {
      const until = formatInZone(new Date(proposal.until), incidentZone, 'clock');
      return {
        words: `${proposal.other} is the same trouble and was resolved minutes ago. Until ${until} UTC it may be better to go on there.`,
        button: '',
      };
    }
  }
}
