import { expect, test } from 'vitest';
import { Admission } from './admission';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('works on a few at once, lets the others wait in turn, and turns away what is too much', async () => {
  const admission = new Admission(2, 2, 1_000);
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const work = (number: number) =>
    admission.run(() => {
      begun.push(number);
      return new Promise<number>((resolve) => ends.push(() => resolve(number)));
    });
  const all = [1, 2, 3, 4].map(work);
  await expect(work(5)).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: expect.any(Number) });
  expect(begun).toEqual([1, 2]);
  ends[1]?.();
  await settled();
  expect(begun).toEqual([1, 2, 3]);
  ends[0]?.();
  await settled();
  ends[2]?.();
  ends[3]?.();
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
});

test('turns away what waited too long, and goes on with the next', async () => {
  const admission = new Admission(1, 5, 10);
  let end = () => {};
  const first = admission.run(() => new Promise<void>((resolve) => (end = resolve)));
  await expect(admission.run(() => Promise.resolve('late'))).rejects.toMatchObject({ code: 'overloaded' });
  end();
  await first;
  expect(await admission.run(() => Promise.resolve('next'))).toBe('next');
});
