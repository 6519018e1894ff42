import type { ValueUnit } from '@/lib/core/format';
import { addDays, formatDate, startOfWeek, weekday } from '@/lib/core/time';

/** Head of the first column of a series' table. */
export const pointNouns = { day: 'Day', week: 'Week from', month: 'Month from' } as const;

const secondSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].concat(
  [1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 672, 1344, 2688, 8760].map((hours) => hours * 3600),
);

/** A step of at least `least` that people count in: 1, 2, 2.5, 5 times a power of ten; for seconds minutes, hours, days and weeks. */
function roundStep(least: number, unit: ValueUnit): number {
  if (unit === 'seconds') {
    const fits = secondSteps.find((step) => step >= least);
    if (fits) return fits;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  // Counts have no quarter of ten, and a share is read in whole per cent.
  const factors = unit === 'count' && power >= 10 ? [1, 2, 2.5, 5, 10] : [1, 2, 5, 10];
  const factor = factors.find((each) => each * power >= least * 0.999_999) ?? 10;
  const step = factor * power;
  return unit === 'count' ? Math.max(1, step) : step;
}

/** Ticks of an axis from 0 up to at least `largest`, at most `most` + 1 of them; the last one is the top of the axis. */
export function axisTicks(largest: number, unit: ValueUnit, most = 4): number[] {
  const top =
    Number.isFinite(largest) && largest > 0 ? largest : unit === 'seconds' ? 3600 : unit === 'ratio' ? 0.1 : 1;
  const step = roundStep(top / most, unit);
  const count = Math.max(1, Math.ceil(top / step - 1e-9));
  // Rounded, so that 3 × 0.1 is 0.3.
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Which of `count` points get a label: evenly spread, first and last always, at most `most`. */
function evenPoints(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  const gap = (count - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => Math.round(index * gap));
}

/** Of a label's width, as a share of the axis. */
const labelShare = 0.09;

/** Labels below an axis of time: days by their Mondays, weeks and months evenly; first and last always, the last one may be today. */
export function dateLabels(dates: string[], today?: string): { index: number; text: string }[] {
  const last = dates.length - 1;
  const isDaily = dates.length > 1 && addDays(dates[0] ?? '', 1) === dates[1];
  const chosen = isDaily && dates.length > 8 ? [0, ...mondays(dates), last] : evenPoints(dates.length, isDaily ? 8 : 6);
  return chosen.map((index) => {
    const date = dates[index] ?? '';
    const text = isDaily ? `${weekday(date)} ${formatDate(date, false)}` : formatDate(date, false);
    return { index, text: date === today ? 'Today' : text };
  });
}

/** Mondays that leave room for the first and the last label, at most five of them. */
function mondays(dates: string[]): number[] {
  const room = dates.length * labelShare;
  const all = dates.flatMap((date, index) => (startOfWeek(date) === date ? [index] : []));
  const step = Math.ceil(all.length / 5);
  return all
    .filter((_, position) => (all.length - 1 - position) % step === 0)
    .filter((index) => index >= room && index <= dates.length - 1 - room);
}

/** Moves label positions (percent of the height, 0 at the bottom) apart until each has `gap`, keeping their order. */
export function spread(positions: number[], gap: number): number[] {
  const order = positions.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  for (let index = 1; index < order.length; index += 1) {
    const [below, here] = [order[index - 1], order[index]];
    if (below && here) here.at = Math.max(here.at, below.at + gap);
  }
  // What was pushed past the top pushes the ones below it down again.
  let limit = 100;
  for (const label of order.reverse()) {
    label.at = Math.min(label.at, limit);
    limit = label.at - gap;
  }
  const moved = [...positions];
  for (const { at, index } of order) moved[index] = at;
  return moved;
}

/** Runs of neighbouring points that have a value; a gap ends a run. */
export function runs(values: (number | null)[]): { index: number; value: number }[][] {
  const found: { index: number; value: number }[][] = [];
  let current: { index: number; value: number }[] = [];
  values.forEach((value, index) => {
    if (value === null) {
      if (current.length > 0) found.push(current);
      current = [];
    } else current.push({ index, value });
  });
  if (current.length > 0) found.push(current);
  return found;
}

/** Where `value` lies among bars of equal width, in percent of the whole: logarithmic within a bar that does not begin at 0. */
export function histogramPosition(value: number, bars: { fromSeconds: number; toSeconds: number }[]): number {
  const index = bars.findIndex((bar) => value < bar.toSeconds);
  if (bars.length === 0) return 0;
  const bar = bars[index];
  if (!bar) return 100;
  const { fromSeconds: from, toSeconds: to } = bar;
  const within = from > 0 ? Math.log(Math.max(value, from) / from) / Math.log(to / from) : value / to;
  return ((index + Math.min(1, Math.max(0, within))) / bars.length) * 100;
}
