import { monotonicMs } from '@/lib/core/time';

export type Timing = { medianMs: number; p95Ms: number; runs: number };

/** Calls `run` after a warm-up, one call after the other. */
export async function time(run: () => Promise<unknown>, runs: number, warmUp = 3): Promise<Timing> {
  for (let i = 0; i < warmUp; i += 1) await run();
  const spans: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    const begun = monotonicMs();
    await run();
    spans.push(monotonicMs() - begun);
  }
  spans.sort((a, b) => a - b);
  const at = (p: number) => spans[Math.min(spans.length - 1, Math.ceil(p * spans.length) - 1)] ?? 0;
  return { medianMs: at(0.5), p95Ms: at(0.95), runs };
}

export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;

export type Row = { what: string; figure: string; target?: string; holds?: boolean };

/** Prints rows as a table; true when every target holds. */
export function printTable(title: string, rows: Row[]): boolean {
  const width = Math.max(...rows.map(({ what }) => what.length));
  console.log(`\n${title}`);
  for (const { what, figure, target = '', holds } of rows) {
    console.log(
      `  ${what.padEnd(width)}  ${figure.padEnd(26)} ${target.padEnd(22)} ${holds === undefined ? '' : holds ? 'holds' : 'MISSED'}`.trimEnd(),
    );
  }
  return rows.every(({ holds }) => holds !== false);
}
