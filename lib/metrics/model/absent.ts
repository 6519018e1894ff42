import type { DefinitionId, MetricState } from '../schema';

const words: Record<MetricState, { full: string; short: string }> = {
  ok: { full: '', short: '' },
  no_source: { full: 'Nothing reported yet', short: 'Nothing reported' },
  no_data: { full: 'No data in this window', short: 'No data' },
  no_incidents: { full: 'No incidents resolved', short: 'No incidents' },
};
// DORA's words count only incidents with a cause: others may well have been resolved.
const withoutCause = { full: 'No incident with a cause', short: 'None with a cause' };

/** What is said in place of a value that is not there; `short` in cells. */
export function absentText(state: MetricState, definition: DefinitionId): { full: string; short: string } {
  return state === 'no_incidents' && definition === 'dora' ? withoutCause : words[state];
}
