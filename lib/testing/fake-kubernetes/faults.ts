/**
 * What can go wrong with one call: refused before it does anything, or done while its answer is lost or broken. 'half' sends part of
 * the body, 'bad-json' a body that is none.
 */
export type Fault = 'too-many' | 'reset-before' | 'hang' | 'reset' | 'error-500' | 'half' | 'bad-json' | 'redirect';

export type Faults = {
  /** The next call of this method whose path contains `path` fails so. */
  next: (method: string, fault: Fault, path?: string) => void;
  /** Runs right before the next call of this method is worked on, as another hand between two calls. */
  before: (method: string, task: () => void) => void;
  /** What was arranged for this call, if anything; it is used up. */
  take: (method: string, path: string) => Fault | null;
};

export function makeFaults(): Faults {
  let arranged: { method: string; path: string; fault: Fault }[] = [];
  let tasks: { method: string; task: () => void }[] = [];
  return {
    next: (method, fault, path = '') => void arranged.push({ method, path, fault }),
    before: (method, task) => void tasks.push({ method, task }),
    take: (method, path) => {
      const due = tasks.filter((each) => each.method === method);
      tasks = tasks.filter((each) => each.method !== method);
      for (const { task } of due) task();
      const found = arranged.find((each) => each.method === method && path.includes(each.path));
      arranged = arranged.filter((each) => each !== found);
      return found?.fault ?? null;
    },
  };
}
