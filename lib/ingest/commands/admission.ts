import { randomInt } from 'node:crypto';
import { OverloadedError } from '@/lib/core/errors';

/** Deliveries worked on at once: fewer than there are connections, so that a burst of webhooks keeps nobody else out. */
const mostAtWork = 6;
const mostWaiting = 500;
/** Senders wait 5 to 10 seconds. */
const longestWaitMs = 8_000;

type Waiting = { begin: () => void; timer: ReturnType<typeof setTimeout> };

/** A place to work for each of a few; the others wait their turn, and are told to come back when that lasts too long. */
export class Admission {
  private atWork = 0;
  private readonly waiting: Waiting[] = [];

  constructor(
    private readonly most = mostAtWork,
    private readonly queue = mostWaiting,
    private readonly waitMs = longestWaitMs,
  ) {}

  /** Runs `work` when its turn comes; throws OverloadedError when too many wait, or it waited too long. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private enter(): Promise<void> {
    if (this.atWork < this.most) {
      this.atWork += 1;
      return Promise.resolve();
    }
    if (this.waiting.length >= this.queue) return Promise.reject(new OverloadedError(randomInt(2, 10)));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(new OverloadedError(randomInt(2, 10)));
      }, this.waitMs);
      const entry = { begin: resolve, timer };
      this.waiting.push(entry);
    });
  }

  /** The place goes to whoever waits longest. */
  private leave(): void {
    const next = this.waiting.shift();
    if (!next) {
      this.atWork -= 1;
      return;
    }
    clearTimeout(next.timer);
    next.begin();
  }
}
