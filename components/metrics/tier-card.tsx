import { Card } from '@/components/ui/card';
import { ChoiceFilter } from '@/components/ui/choice-filter';
import { EmptyState } from '@/components/ui/empty-state';
import type { MetricView } from '@/lib/metrics/load';
import { type BenchmarkId, benchmarkIds } from '@/lib/metrics/schema';
import { ScoreTable } from './score-table';
import classes from './tier-card.module.css';
import { TierTable } from './tier-table';

type Props = { view: MetricView; benchmarks: Record<BenchmarkId, string>; tierHref: (tier: string) => string };

/** What the number is measured against, and the choice of it. */
export function TierCard({ view, benchmarks, tierHref }: Props) {
  const { metric, answer, tiers, benchmarkNote } = view;
  const hasScores = answer.benchmark === 'dora-quickcheck-2025';
  return (
    <Card
      title={hasScores ? 'Score' : 'Tiers'}
      actions={
        <ChoiceFilter
          param="benchmark"
          label="Benchmark"
          options={benchmarkIds.map((value) => ({ value, label: benchmarks[value] }))}
        />
      }
      flush
    >
      {hasScores && <ScoreTable view={view} />}
      {!hasScores && tiers.length > 0 && <TierTable view={view} tierHref={tierHref} />}
      {!hasScores && tiers.length === 0 && (
        <EmptyState title={`${metric.label} has no tier`}>
          Neither the handbook nor DORA’s reports say what is elite or low. Compare it with the window before and with
          other services; “DORA Quick Check 2025” gives it a score.
        </EmptyState>
      )}
      {benchmarkNote && <p className={classes.note}>{benchmarkNote}</p>}
    </Card>
  );
}
