import { describe, expect, it } from '@jest/globals';
import { mount } from '@vue/test-utils';
import { createMemoryHistory, createRouter, RouterView, type Router } from 'vue-router';
import { settle } from '../test/page.ts';
import { useQueryChange } from './query-change.ts';

type Change = ReturnType<typeof useQueryChange>;

/** A list whose rows lead to a page that arrives when the test says so. */
async function openList(): Promise<{ router: Router; change: Change; arrive: () => void; fail: () => void }> {
  let [change, arrive, fail]: [Change | undefined, () => void, () => void] = [undefined, () => undefined, () => undefined];
  const list = { setup: () => void (change = useQueryChange()), render: () => null };
  const later = (): Promise<{ render: () => null }> => new Promise((resolve, reject) => ([arrive, fail] = [() => resolve({ render: () => null }), () => reject(new Error('gone'))]));
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/list', component: list }, { path: '/item', component: later }] });
  router.onError(() => undefined);
  await router.push('/list');
  mount(RouterView, { global: { plugins: [router] } });
  await settle();
  if (!change) throw new Error('not set up');
  return { router, change, arrive: () => arrive(), fail: () => fail() };
}

describe('useQueryChange', () => {
  it('lets nobody be held back by what they typed just before they pressed a link', async () => {
    const { router, change, arrive } = await openList();
    void router.push('/item');
    await settle();
    change({ q: 'ana' }, { typed: true });
    await settle();
    arrive();
    await settle();
    expect(router.currentRoute.value.fullPath).toBe('/item');
  });

  it('takes what is pressed meanwhile as a change of mind', async () => {
    const { router, change, arrive } = await openList();
    void router.push('/item');
    await settle();
    change({ sort: 'name' });
    await settle();
    arrive();
    await settle();
    expect(router.currentRoute.value.fullPath).toBe('/list?sort=name');
  });

  it('searches again when the other page never came', async () => {
    const { router, change, fail } = await openList();
    const gone = router.push('/item').catch((error: Error) => error.message);
    await settle();
    fail();
    expect(await gone).toBe('gone');
    change({ q: 'ana' }, { typed: true });
    await settle();
    expect(router.currentRoute.value.fullPath).toBe('/list?q=ana');
  });

  it('keeps one entry in the history while somebody types', async () => {
    const { router, change } = await openList();
    for (const q of ['a', 'an', 'ana']) {
      change({ q }, { typed: true });
      await settle();
    }
    change({ q: 'ana', sort: 'name' });
    await settle();
    router.back();
    await settle();
    expect(router.currentRoute.value.query).toEqual({ q: 'ana' });
  });
});
