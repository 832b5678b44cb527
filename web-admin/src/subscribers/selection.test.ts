import { describe, expect, it } from '@jest/globals';
import { effectScope, nextTick, reactive } from 'vue';
import type { SubscriberFilter } from '../api.ts';
import { useSelection } from './selection.ts';

const listOf = (ids: string[], filter: SubscriberFilter = {}) => {
  const list = reactive({ ids, filter });
  const selection = effectScope().run(() => useSelection({ ids: () => list.ids, filter: () => list.filter }));
  if (!selection) throw new Error('no scope');
  return { list, selection };
};

describe('the selection', () => {
  it('takes the rows between two clicks with shift, in the order they stand', () => {
    const { selection } = listOf(['a', 'b', 'c', 'd', 'e']);
    selection.toggle('b');
    selection.toggle('d', true);
    expect(selection.target()).toEqual({ ids: ['b', 'c', 'd'] });
    expect(selection.page.value).toBe('some');
    selection.toggle('c');
    expect(selection.target()).toEqual({ ids: ['b', 'd'] });
  });

  it('survives paging and ends when the filter changes', async () => {
    const { list, selection } = listOf(['a', 'b']);
    selection.togglePage();
    list.ids = ['c', 'd'];
    await nextTick();
    selection.toggle('c');
    expect(selection.count.value).toBe(3);
    list.filter = { q: 'ana' };
    await nextTick();
    expect(selection.isEmpty.value).toBe(true);
  });

  it('all that match is the filter, not the names; taking one out leaves the rest of the page', () => {
    const { selection } = listOf(['a', 'b', 'c'], { status: 'error' });
    selection.togglePage();
    selection.chooseAll();
    expect(selection.count.value).toBeNull();
    expect(selection.target()).toEqual({ filter: { status: 'error' } });
    selection.toggle('b');
    expect(selection.target()).toEqual({ ids: ['a', 'c'] });
  });

  it('takes and drops the page', () => {
    const { selection } = listOf(['a', 'b']);
    selection.togglePage();
    expect(selection.page.value).toBe('all');
    selection.togglePage();
    expect(selection.isEmpty.value).toBe(true);
  });
});
