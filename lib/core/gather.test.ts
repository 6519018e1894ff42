import { describe, expect, test } from 'vitest';
import { gather } from './gather';

const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('gather', () => {
  test('serves one alone at once, and those that come meanwhile together and in order', async () => {
    const sets: number[][] = [];
    const serve = gather<number, number>({
      serve: async (items) => {
        sets.push(items);
        await tick();
        return items.map((item) => item * 10);
      },
      isForAll: () => false,
      limit: 3,
    });
    const results = await Promise.all([1, 2, 3, 4, 5].map((item) => serve('lane', item)));
    expect(results).toEqual([10, 20, 30, 40, 50]);
    expect(sets).toEqual([[1], [2, 3, 4], [5]]);
    expect(await serve('lane', 6)).toBe(60);
  });

  test('lanes do not wait for each other', async () => {
    const sets: string[][] = [];
    const serve = gather<string, string>({
      serve: async (items) => {
        sets.push(items);
        await tick();
        return items;
      },
      isForAll: () => false,
      limit: 9,
    });
    await Promise.all([serve('a', 'a1'), serve('b', 'b1'), serve('a', 'a2')]);
    expect(sets).toEqual([['a1'], ['b1'], ['a2']]);
  });

  test('one that cannot be served fails alone; an error for all fails all, without a second try', async () => {
    const sets: number[][] = [];
    const serve = gather<number, number>({
      serve: async (items) => {
        sets.push(items);
        await tick();
        if (items.includes(3)) throw new Error('three');
        if (items.includes(7)) throw new RangeError('seven');
        return items;
      },
      isForAll: (error) => error instanceof RangeError,
      limit: 9,
    });
    const first = await Promise.allSettled([1, 2, 3, 4].map((item) => serve('lane', item)));
    expect(first.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    await tick();
    sets.length = 0;
    const second = await Promise.allSettled([5, 6, 7, 8].map((item) => serve('lane', item)));
    expect(second.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(sets).toEqual([[5], [6, 7, 8]]);
  });
});
