import { computed, ref, watch, type ComputedRef } from 'vue';
import type { BulkTarget, SubscriberFilter } from '../api.ts';

/** As many as the server takes one by one. */
export const MOST = 10_000;

export type Selection = {
  /** how many are chosen; null while all that match are */
  count: ComputedRef<number | null>;
  isEmpty: ComputedRef<boolean>;
  all: ComputedRef<boolean>;
  has: (id: string) => boolean;
  toggle: (id: string, withShift?: boolean) => void;
  /** of the rows on this page: whether all, or only some, are chosen */
  page: ComputedRef<'all' | 'some' | 'none'>;
  togglePage: () => void;
  chooseAll: () => void;
  clear: () => void;
  target: () => BulkTarget;
};

/**
 * Who is chosen in the list. It survives paging and sorting and ends when the filter changes, because then the list is another one.
 * @param list the ids on this page, and the filter without order and page
 */
export function useSelection(list: { ids: () => readonly string[]; filter: () => SubscriberFilter }): Selection {
  const chosen = ref<ReadonlySet<string>>(new Set());
  const all = ref(false);
  let anchor = '';

  const clear = (): void => {
    chosen.value = new Set();
    all.value = false;
    anchor = '';
  };
  watch(() => JSON.stringify(list.filter()), clear);

  const page = computed(() => {
    const ids = list.ids();
    const here = all.value ? ids.length : ids.filter((id) => chosen.value.has(id)).length;
    if (here === 0) return 'none';
    return here === ids.length ? 'all' : 'some';
  });

  /** Taking somebody out of "all that match" leaves the rest of this page: nobody else's name is known here. */
  const before = (): Set<string> => new Set(all.value ? list.ids() : chosen.value);
  const keep = (ids: Set<string>): void => {
    chosen.value = ids.size > MOST ? chosen.value : ids;
    all.value = false;
  };

  function toggle(id: string, withShift = false): void {
    const ids = list.ids();
    const next = before();
    const on = !next.has(id);
    const [from, to] = [ids.indexOf(anchor), ids.indexOf(id)];
    const range = withShift && from >= 0 && to >= 0 ? ids.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
    for (const one of range) if (on) next.add(one); else next.delete(one);
    anchor = id;
    keep(next);
  }

  function togglePage(): void {
    const next = before();
    const on = page.value !== 'all';
    for (const id of list.ids()) if (on) next.add(id); else next.delete(id);
    keep(next);
  }

  return {
    count: computed(() => (all.value ? null : chosen.value.size)),
    isEmpty: computed(() => !all.value && chosen.value.size === 0),
    all: computed(() => all.value),
    has: (id) => all.value || chosen.value.has(id),
    toggle, page, togglePage, clear,
    chooseAll: () => void (all.value = true),
    target: () => (all.value ? { filter: list.filter() } : { ids: [...chosen.value] }),
  };
}
