import type { BulkEvent } from './parse-line';

export type Item = { line: number; event: BulkEvent };

const batchLines = 500;
const laneCount = 2;

/**
 * Spreads events over lanes whose batches are written side by side, one batch per lane at a time. Events that could bear on each
 * other go one after the other through the same lane: those of one service (they may carry the same change) and those of one id.
 * Holds at most two batches per lane: one being written, one being filled.
 */
export class Lanes {
  private readonly lanes = Array.from({ length: laneCount }, () => new Lane());
  /** Ids that are on their way, with their lane and how often they are. */
  private readonly underway = new Map<string, { lane: Lane; times: number }>();

  constructor(private readonly write: (items: Item[]) => Promise<void>) {}

  /** Takes an event; waits when its lane is full and still writing. Throws what an earlier batch of the lane threw. */
  async add(item: Item): Promise<void> {
    const name = idOf(item.event);
    const known = this.underway.get(name);
    const lane = known?.lane ?? this.lanes[placeOf(item.event)] ?? this.lanes[0];
    if (!lane) throw new Error('no lanes');
    if (known) known.times += 1;
    else this.underway.set(name, { lane, times: 1 });
    lane.filling.push(item);
    if (lane.filling.length >= batchLines) await this.hand(lane);
  }

  /** Writes what is there and waits for it. */
  async flush(): Promise<void> {
    for (const lane of this.lanes) await this.hand(lane);
    await Promise.all(this.lanes.map((lane) => lane.writing));
  }

  /** Waits for what is being written, whatever becomes of it; what was not handed over is dropped. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.lanes.map((lane) => lane.writing));
  }

  private async hand(lane: Lane): Promise<void> {
    await lane.writing;
    const items = lane.filling;
    lane.filling = [];
    lane.writing = items.length > 0 ? this.write(items).finally(() => this.landed(items)) : undefined;
    // Handled where it is awaited; without this, a failure in between would count as unhandled.
    lane.writing?.catch(() => undefined);
  }

  private landed(items: Item[]): void {
    for (const { event } of items) {
      const name = idOf(event);
      const known = this.underway.get(name);
      if (known && known.times > 1) known.times -= 1;
      else this.underway.delete(name);
    }
  }
}

class Lane {
  filling: Item[] = [];
  writing: Promise<void> | undefined;
}

function idOf(event: BulkEvent): string {
  return event.type === 'change' ? `change ${event.report.service} ${event.id}` : `${event.type} ${event.id}`;
}

function placeOf(event: BulkEvent): number {
  const name = event.type === 'incident' ? event.id : event.report.service;
  let sum = 0;
  for (let index = 0; index < name.length; index += 1) sum += name.charCodeAt(index);
  return sum % laneCount;
}
