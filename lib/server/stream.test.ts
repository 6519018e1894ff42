import { expect, test } from 'vitest';
import { eventStream, type LiveEvent, type LiveSource } from './stream';

/** A log of `rows` rows that is read as a table would be, 1,000 at a time. */
function logOf(rows: number): LiveSource {
  return {
    head: async () => rows,
    after: async (seq) =>
      Array.from({ length: Math.min(1_000, Math.max(0, rows - seq)) }, (_each, index): LiveEvent => {
        return { seq: seq + index + 1, event: 'row', data: {} };
      }),
    allowed: async () => true,
    subscribe: () => () => {},
  };
}

/** What comes within the first quarter of a second: the names of events, and the ids. */
async function heard(source: LiveSource, cursor: number | null): Promise<{ events: string[]; ids: number[] }> {
  const abort = new AbortController();
  const { body } = eventStream(source, { cursor, signal: abort.signal, owner: 'a case' });
  setTimeout(() => abort.abort(), 250);
  let text = '';
  if (body) for await (const chunk of body.pipeThrough(new TextDecoderStream())) text += chunk;
  const fields = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}: (.*)$`, 'gm'))].map(([, value]) => value ?? '');
  return { events: [...new Set(fields('event'))], ids: fields('id').map(Number) };
}

test('a cursor beyond the head is of another database: the client is told to begin anew', async () => {
  expect(await heard(logOf(7), 9)).toEqual({ events: ['beat', 'reset'], ids: [] });
  expect(await heard(logOf(7), 7)).toEqual({ events: ['beat'], ids: [] });
  expect(await heard(logOf(7), null)).toEqual({ events: ['beat'], ids: [] });
});

test('whoever is thousands behind is told all of it at once, in order', async () => {
  const { ids } = await heard(logOf(2_500), 3);
  expect(ids).toEqual(Array.from({ length: 2_497 }, (_each, index) => index + 4));
});
