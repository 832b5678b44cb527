import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue';
import type { Page, Subscriber, SubscriberFilter } from '../api.ts';
import { useChangeWords } from './change-words.ts';
import { displaced, refreshInPlace, strayed } from './live-rows.ts';
import { fetchOne, fetchPage, useKeepSubscribers } from './queries.ts';
import { isRunning } from './status.ts';

const pauseMs = 2_000;
const pollMs = 4_000;
const strayedAtOnce = 10;

type Shown = { page: Ref<Page<Subscriber> | undefined>; filter: () => SubscriberFilter; selectedId: () => string };
type LiveRows = {
  /** how many users would come, go or change places by a refresh */
  displacedCount: Readonly<Ref<number>>;
  /** to be called when the page is shown anew */
  settle: () => void;
  /** the server should be heard and is not: rows may be older than they look */
  lost: Readonly<Ref<boolean>>;
};

/**
 * Keeps the rows shown true where they stand. The server says who changed; while it cannot be heard, a page on which work is
 * under way is asked for every few seconds, and one that stands still is left alone. Nothing moves by itself: what would is
 * counted. A failed look is left to the next one, since a quiet refresh never shouts.
 */
export function useLiveRows({ page, filter, selectedId }: Shown): LiveRows {
  const keep = useKeepSubscribers();
  const displacedCount = ref(0);
  const changed = new Set<string>();
  let missed = false;
  let busy = false;
  let due: ReturnType<typeof setTimeout> | undefined;

  const { live, lost } = useChangeWords(() => filter().templateId ?? '', (ids) => {
    if (ids) for (const id of ids) changed.add(id);
    else missed = true;
    due ??= setTimeout(look, pauseMs);
  });
  const poll = setInterval(() => !live.value && page.value?.items.some(isRunning) && void look(), pollMs);
  watch(() => JSON.stringify(filter()), settle);
  onScopeDispose(() => {
    clearInterval(poll);
    clearTimeout(due);
  });

  function settle(): void {
    changed.clear();
    missed = false;
    displacedCount.value = 0;
  }

  async function look(): Promise<void> {
    due = undefined;
    const [shown, asked] = [page.value?.items, JSON.stringify(filter())];
    if (busy) due = setTimeout(look, pauseMs);
    if (busy || document.hidden || !shown) return;
    busy = true;
    try {
      const fresh = await fetchPage(filter());
      if (asked !== JSON.stringify(filter())) return;
      await update(shown, fresh.items);
    } catch {
      return;
    } finally {
      busy = false;
    }
  }

  async function update(shown: readonly Subscriber[], fresh: readonly Subscriber[]): Promise<void> {
    const open = selectedId();
    const lost = strayed(shown, fresh, (row) => changed.has(row.id) || isRunning(row));
    const alone = open && changed.has(open) && ![...shown, ...fresh].some(({ id }) => id === open) ? [open] : [];
    const found = await Promise.allSettled([...alone, ...lost.slice(0, strayedAtOnce)].map((id) => fetchOne(id)));
    const known = [...fresh, ...found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))];
    const before = new Map(shown.map((row) => [row.id, JSON.stringify(row)]));
    const news = refreshInPlace(shown, known).filter((row) => JSON.stringify(row) !== before.get(row.id));
    const aside = known.filter(({ id }) => alone.includes(id));
    if (news.length + aside.length > 0 || changed.size > 0 || missed) keep([...news, ...aside]);
    displacedCount.value = displaced(shown, fresh, live.value && !missed ? changed : null);
  }

  return { displacedCount: readonly(displacedCount), settle, lost };
}
