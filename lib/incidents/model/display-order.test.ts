import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '@/lib/core/fields';
import type { TimelineRow } from '../schema';
import { compose } from './composer';
import { showRows } from './rows-shown';

/**
 * I6: the order of the timeline is total and the same for everybody: by when things happened, then by number, whatever the clocks of those
 * who wrote them said and whatever their zones were doing that night.
 */
const hour = 3_600_000;

/** Nights on which a wall clock repeats or skips an hour, a zone with an odd offset, and a leap day; instants in the midst of them. */
const nights = {
  'Australia/Sydney, back': Date.UTC(2026, 3, 4, 16),
  'Australia/Sydney, forward': Date.UTC(2026, 9, 3, 16),
  'America/New_York, back': Date.UTC(2026, 10, 1, 6),
  'America/New_York, forward': Date.UTC(2026, 2, 8, 7),
  'Asia/Kathmandu': Date.UTC(2026, 6, 1, 18, 15),
  'Asia/Kathmandu, leap day': Date.UTC(2028, 1, 29, 18, 15),
};
type Night = keyof typeof nights;

/** An instant as somebody in the zone writes it: wall clock and offset. */
function written(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at);
  const wall = parts.replace(' ', 'T');
  const minutes = Math.round((Date.parse(`${wall}Z`) - Math.floor(at / 1000) * 1000) / 60_000);
  const two = (value: number) => String(Math.abs(value)).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
  return `${wall}.${String(at % 1000).padStart(3, '0')}${offset}`;
}

const row = (seq: number, occurredAt: string): TimelineRow => ({
  seq,
  kind: 'note',
  text: `row ${seq}`,
  audience: 'internal',
  occurred_at: occurredAt,
  recorded_at: occurredAt,
  actor: { type: 'user', id: null, name: 'ana' },
  details: {},
});

// A clock may be three hours wrong; many rows of the same millisecond, so that the number must decide.
const skews = fc.array(fc.oneof(fc.constantFrom(0, hour, -hour), fc.integer({ min: -3 * hour, max: 3 * hour })), {
  minLength: 2,
  maxLength: 40,
});

test.each(Object.keys(nights) as Night[])(
  'I6: %s: rows stand by instant, then by number, wherever they were written',
  (night) => {
    const zone = night.split(',')[0] ?? '';
    fc.assert(
      fc.property(skews, fc.integer(), (skewsMs, seed) => {
        const instants = skewsMs.map((skew) => nights[night] + skew);
        const rows = instants.map((at, index) =>
          row(index + 1, (instant.parse(written(at, zone)) as Date).toISOString()),
        );
        const wanted = instants
          .map((at, index) => ({ at, seq: index + 1 }))
          .sort((a, b) => a.at - b.at || a.seq - b.seq)
          .map(({ seq }) => seq);
        expect(showRows(rows).map((each) => each.row.seq)).toEqual(wanted);
        // However they came: nothing but the two numbers has a part in it.
        const shuffled = rows.toSorted((a, b) => ((a.seq * 7919 + seed) % 97) - ((b.seq * 7919 + seed) % 97));
        expect(showRows(shuffled).map((each) => each.row.seq)).toEqual(wanted);
      }),
      { numRuns: 150 },
    );
  },
);

test('I6, control: by what the wall clock said, the repeated hour is out of order', () => {
  const before = written(nights['Australia/Sydney, back'] - hour / 2, 'Australia/Sydney');
  const after = written(nights['Australia/Sydney, back'] + hour / 4, 'Australia/Sydney');
  expect(before).toBe('2026-04-05T02:30:00.000+11:00');
  expect(after).toBe('2026-04-05T02:15:00.000+10:00');
  expect(after < before).toBe(true);
});

test('I6: a corrected time moves its row, and rows of one instant keep their numbers’ order', () => {
  const at = (clock: string) => `2026-11-01T${clock}:00.000Z`;
  const amended = {
    ...row(4, at('06:30')),
    kind: 'event_amended',
    details: { target_seq: 3, occurred_at: at('05:10') },
  };
  const rows = [row(1, at('05:10')), row(2, at('05:30')), row(3, at('06:20')), amended, row(5, at('05:10'))];
  expect(showRows(rows).map((each) => each.row.seq)).toEqual([1, 3, 5, 2]);
});

test.each(Object.keys(nights) as Night[])(
  'I6: %s: a clock typed into the composer is the last one that has passed',
  (night) => {
    fc.assert(
      fc.property(fc.integer({ min: -12 * hour, max: 36 * hour }), fc.nat(23), fc.nat(59), (from, hours, minutes) => {
        const now = new Date(nights[night] + from);
        const clock = `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
        const composed = compose(`${clock} errors began`, now);
        if (composed.does !== 'note' || !composed.at) throw new Error('no note');
        const ago = now.getTime() - composed.at.getTime();
        expect(ago).toBeGreaterThanOrEqual(0);
        expect(ago).toBeLessThan(24 * hour);
        expect(composed.at.toISOString().slice(11, 16)).toBe(clock);
      }),
      { numRuns: 200 },
    );
  },
);
