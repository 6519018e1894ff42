import type { MetricId, RecordPart } from '../schema';

/** What a list of records is called, after the number of its records: '11 deployments, rolled back'. */
export const partWords: Record<RecordPart, string> = {
  counted: 'counted',
  numerator: 'in the numerator',
  excluded: 'left out',
  all: 'counted or left out',
  succeeded: 'succeeded',
  failed: 'failed before production',
  rolled_back: 'rolled back',
  caused: 'caused an incident, not rolled back',
  rollbacks: 'were rollbacks',
  hotfixes: 'were hot-fixes',
  fixes: 'named as the fix of an incident',
  rest: 'counted, not in the numerator',
  cancelled: 'cancelled',
  unfinished: 'still queued or in progress',
  elsewhere: 'in other environments',
  baseline: 'in a baseline deployment',
  negative: 'with a negative time',
  bots: 'by bots, excluded',
  no_cause: 'with no deployment named as the cause',
};

const sides: RecordPart[] = ['counted', 'numerator', 'excluded', 'all'];
const deployments: RecordPart[] = [...sides, 'failed', 'cancelled', 'unfinished', 'elsewhere'];

/** The parts that records of a metric can have; any other one has none. */
export function partsOf(metric: MetricId): RecordPart[] {
  switch (metric) {
    case 'deployment_frequency':
      return [...deployments, 'succeeded', 'rolled_back'];
    case 'change_failure_rate':
      return [...deployments, 'rolled_back', 'caused', 'rest'];
    case 'rework_rate':
      return [...deployments, 'rollbacks', 'hotfixes', 'fixes', 'rest'];
    case 'lead_time':
      return [...sides, 'baseline', 'negative', 'bots', 'rest'];
    case 'time_to_restore':
      return [...sides, 'no_cause', 'negative', 'rest'];
  }
}
