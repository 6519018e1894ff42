import { requiredText } from '@/lib/core/fields';
import { refreshRollupsSoon } from '@/lib/metrics/commands';
import { command } from '@/lib/server/command';
import { incidentPatch } from '../schema';
import { incidentChannel } from '../schema/room';
import { mergeIncident } from './merge';
import { roomInput } from './room';

/**
 * Re-opens the incident that is the same trouble and merges this one into it (incidents.md §9, rule 5): both or neither, under the locks of both.
 * Where the other one goes on already, it is the merge alone. Throws what either step does.
 */
export const goOnIn = command({
  name: 'incident.go_on_in',
  permission: 'incident:respond',
  input: roomInput.omit({ idem_key: true }).extend({ other: requiredText(255).describe('The other incident: INC-7') }),
  run: async ({ tx, actor, input: { key, other, expected_version }, now }) => {
    const said = { status: 'merged', merged_into: other, reason: 'The same trouble again', expected_version };
    const patch = incidentPatch.parse(said);
    const { locked, target, log } = await mergeIncident({ tx, actor, now, key, into: other, patch, reopens: true });
    return { number: locked.stored.number, into: target.stored.number, isChanged: log.length > 0 };
  },
  audit: ({ number, into, isChanged }) =>
    isChanged ? { subject: `INC-${number}`, detail: { into: `INC-${into}`, reopens: true } } : null,
  announce: ({ number, into, isChanged }) =>
    isChanged ? [incidentChannel(number), incidentChannel(into), 'overview'] : [],
  afterCommit: refreshRollupsSoon,
});
