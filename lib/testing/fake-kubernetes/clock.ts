/** A clock whose hands a test moves, or that runs `speed` times as fast as real time. It begins at `startMs`. */
export type FakeClock = {
  nowMs: () => number;
  /** RFC 3339 to the second, as Kubernetes writes it. */
  stamp: () => string;
  /** Runs `task` once, `delayMs` of this clock from now. */
  after: (delayMs: number, task: () => void) => void;
  /** Moves the hands, and runs what is due on the way at its own time. */
  advance: (ms: number) => void;
  stop: () => void;
};

export function makeClock(speed: number, startMs: number): FakeClock {
  let current = startMs;
  let order = 0;
  let tasks: { at: number; order: number; task: () => void }[] = [];
  const advance = (ms: number) => {
    const end = current + ms;
    for (;;) {
      const [next] = tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order);
      if (!next) break;
      tasks = tasks.filter((each) => each !== next);
      current = Math.max(current, next.at);
      next.task();
    }
    current = end;
  };
  let last = performance.now();
  const timer =
    speed > 0
      ? setInterval(() => {
          const at = performance.now();
          advance((at - last) * speed);
          last = at;
        }, 2)
      : undefined;
  return {
    nowMs: () => current,
    stamp: () => new Date(Math.floor(current / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
    after: (delayMs, task) => void tasks.push({ at: current + delayMs, order: order++, task }),
    advance,
    stop: () => clearInterval(timer),
  };
}
