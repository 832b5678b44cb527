import { describe, expect, it } from '@jest/globals';
import { type QueryCache, useQuery, useQueryCache } from '@pinia/colada';
import { settle, show } from '../test/page.ts';
import { readAnew } from './read-anew.ts';

/** A page that shows what is read under one key. */
async function reading(query: (call: { signal: AbortSignal }) => Promise<string>): Promise<{ cache: QueryCache; shown: () => string }> {
  const held: QueryCache[] = [];
  const page = {
    setup() {
      held.push(useQueryCache());
      const { data } = useQuery({ key: ['thing'], query });
      return () => data.value ?? '';
    },
  };
  const { view } = await show(page);
  await settle();
  const [cache] = held;
  if (!cache) throw new Error('not set up');
  return { cache, shown: () => view.text() };
}

describe('readAnew', () => {
  it('shows what the last reading says, and is no failure for a reading that was overtaken', async () => {
    let asked = 0;
    const answers: (() => void)[] = [];
    const { cache, shown } = await reading(({ signal }) => {
      const number = ++asked;
      if (number === 1) return Promise.resolve('reading 1');
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        answers.push(() => resolve(`reading ${number}`));
      });
    });
    const both = [readAnew(cache, ['thing']), readAnew(cache, ['thing'])];
    for (const answer of answers) answer();
    await expect(Promise.all(both)).resolves.toEqual([undefined, undefined]);
    await settle();
    expect([shown(), asked]).toEqual(['reading 3', 3]);
  });

  it('is no failure for a reading that fails: what was shown stays', async () => {
    let asked = 0;
    const { cache, shown } = await reading(() => (++asked === 1 ? Promise.resolve('reading 1') : Promise.reject(new Error('away'))));
    await expect(readAnew(cache, ['thing'], ['nothing'])).resolves.toBeUndefined();
    expect([shown(), asked]).toEqual(['reading 1', 2]);
  });
});
