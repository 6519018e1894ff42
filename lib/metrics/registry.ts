import { type Measure, measures } from './model/measures';
import type { BenchmarkId, DefinitionId, MetricId } from './schema';

/** What a metric is called and how it is explained, in one place for pages, API and badges. */
export type Metric = Measure & {
  definition: Record<DefinitionId, string>;
  formula: Record<DefinitionId, string>;
  /** What numerator and denominator count, in words. */
  numerator: Record<DefinitionId, string> | null;
  denominator: Record<DefinitionId, string>;
};

const both = <T>(value: T): Record<DefinitionId, T> => ({ handbook: value, dora: value });

export const metrics: Record<MetricId, Metric> = {
  deployment_frequency: {
    ...measures.deployment_frequency,
    definition: both(
      'Production deployments that reached production, divided by the days of the window. A deployment reached production when it succeeded, or was rolled back after it had. Failed and cancelled ones do not count.',
    ),
    formula: both('deployment_frequency = reached_production ÷ days'),
    numerator: both('reached production'),
    denominator: both('days'),
  },
  lead_time: {
    ...measures.lead_time,
    definition: {
      handbook:
        'For each change, the time from its merge until the first production deployment that contains it has finished. A change that was never merged by a pull request starts at its commit. Reported as the median. A change counts once per service.',
      dora: 'For each change, the time from its commit until the first production deployment that contains it has finished. Reported as the median. A change counts once per service.',
    },
    formula: {
      handbook: 'lead_time = deployment.finished_at − change.merged_at',
      dora: 'lead_time = deployment.finished_at − change.committed_at',
    },
    numerator: null,
    denominator: both('changes'),
  },
  time_to_restore: {
    ...measures.time_to_restore,
    definition: {
      handbook:
        'For each incident that was resolved in the window, the time from its detection until it was resolved, whatever caused it. Reported as the mean. Drills, tests and declined incidents do not count.',
      dora: 'Failed deployment recovery time: for each incident that was resolved in the window and that a person or a source says a deployment caused, the time from its detection until it was resolved. Reported as the median.',
    },
    formula: both('time_to_restore = incident.resolved_at − incident.detected_at'),
    numerator: null,
    denominator: both('incidents'),
  },
  change_failure_rate: {
    ...measures.change_failure_rate,
    definition: {
      handbook:
        'A production deployment that finished counts as failed when its status is failed or rolled back, or when a person or a source named it as the cause of an incident. One deployment counts once, however many incidents it caused.',
      dora: 'Of the production deployments that reached production, those that were rolled back or that a person or a source named as the cause of an incident. A pipeline that never reached production is no change failure. One deployment counts once.',
    },
    formula: {
      handbook: 'change_failure_rate = failed ÷ finished',
      dora: 'change_failure_rate = failed ÷ reached_production',
    },
    numerator: both('failed'),
    denominator: { handbook: 'finished', dora: 'reached production' },
  },
  rework_rate: {
    ...measures.rework_rate,
    definition: both(
      'Of the production deployments that reached production, those that were rollbacks or hot-fixes, or that an incident names as its fix. It has no tier.',
    ),
    formula: both('rework_rate = reworked ÷ reached_production'),
    numerator: both('rollbacks, hot-fixes and fixes'),
    denominator: both('reached production'),
  },
};

/** The metric of an address ('lead-time', also 'lead_time'); null when there is none. */
export function metricOfSlug(slug: string): Metric | null {
  return Object.values(metrics).find((metric) => metric.slug === slug || metric.id === slug) ?? null;
}

export const definitionLabels: Record<DefinitionId, string> = { handbook: 'Handbook', dora: 'DORA' };

export const benchmarkLabels: Record<BenchmarkId, string> = {
  handbook: 'Handbook',
  'dora-2023': 'DORA 2023',
  'dora-2024': 'DORA 2024',
  'dora-quickcheck-2025': 'DORA Quick Check 2025',
};

/** What a page must say beside a benchmark; null when there is nothing to say. */
export const benchmarkNotes: Record<BenchmarkId, string | null> = {
  handbook: null,
  'dora-2023':
    'Values of the 2023 report as commonly cited. Its change failure rates are cluster values: the nearest one decides.',
  'dora-2024':
    'Values of the 2024 report as commonly cited. Its change failure rates are cluster values that do not ascend: the nearest one decides.',
  'dora-quickcheck-2025':
    'Score 0 to 10 after dora.dev’s Quick Check 2025, benchmark data CC-BY-4.0 by DORA. There are no tiers.',
};

const deploymentColumns = [
  'id',
  'service',
  'environment',
  'status',
  'version',
  'finished_at',
  'is_rollback',
  'is_hotfix',
  'caused',
  'fixed',
] as const;
const verdictColumns = ['numerator', 'denominator', 'excluded', 'url'] as const;
const spanColumns = ['seconds', 'tier', ...verdictColumns] as const;

/** Columns of a metric's CSV export, named as in the JSON of its records. */
export function columnsOf(metric: MetricId): readonly string[] {
  switch (metric) {
    case 'lead_time':
      return [
        'sha',
        'title',
        'author',
        'author_kind',
        'service',
        'environment',
        'committed_at',
        'merged_at',
        'finished_at',
        'deployment',
        'version',
        ...spanColumns,
      ];
    case 'time_to_restore':
      return [
        'key',
        'title',
        'severity',
        'services',
        'environment',
        'detected_at',
        'resolved_at',
        'caused_by',
        ...spanColumns,
      ];
    default:
      return [...deploymentColumns, ...verdictColumns];
  }
}
