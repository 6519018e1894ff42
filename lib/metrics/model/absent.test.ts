import { expect, test } from 'vitest';
import { absentText } from './absent';
import { fourMetricsOf } from './answer';
import { noFacts } from './facts';
import { readWindow } from './window';

const window = readWindow({ from: '2026-03-01', to: '2026-03-31', tz: 'UTC' }, new Date('2026-04-01T00:00:00Z'));

/** Without a time to restore; `negative` incidents were resolved before they were detected. */
function stateOf(definition: 'handbook' | 'dora', isConnected: boolean, negative: number) {
  const facts = noFacts();
  const { time_to_restore } = fourMetricsOf(
    { ...facts, restore: { ...facts.restore, negative } },
    window,
    isConnected,
    {
      definition,
      benchmark: 'handbook',
    },
  );
  return time_to_restore.state;
}

test.each([
  ['handbook', true, 0, 'no_incidents', 'No incidents resolved'],
  // What the definition counts: whether incidents without a cause were resolved is not said, and nothing false about them.
  ['dora', true, 0, 'no_incidents', 'No incident with a cause'],
  ['handbook', true, 1, 'no_data', 'No data in this window'],
  ['dora', true, 1, 'no_data', 'No data in this window'],
  ['dora', false, 0, 'no_source', 'Nothing reported yet'],
] as const)('by %s, connected %s, %i negative: %s, %s', (definition, isConnected, negative, state, text) => {
  expect(stateOf(definition, isConnected, negative)).toBe(state);
  expect(absentText(state, definition).full).toBe(text);
});
