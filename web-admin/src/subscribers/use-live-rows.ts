import { onScopeDispose, type Ref } from 'vue';
import type { Page, Subscriber, SubscriberFilter } from '../api.ts';
import { refreshInPlace, strayed } from './live-rows.ts';
import { fetchOne, fetchPage, useKeepSubscribers } from './queries.ts';
import { isRunning } from './status.ts';

const everyMs = 4_000;
const strayedAtOnce = 10;

/**
 * While a row of the page shown is under way, asks for the page again every few seconds and updates rows where they stand.
 * Rests while the tab is hidden. A failed round is left to the next one: a quiet refresh never shouts.
 */
export function useLiveRows(page: Ref<Page<Subscriber> | undefined>, filter: () => SubscriberFilter): void {
  const keep = useKeepSubscribers();
  let busy = false;
  const timer = setInterval(round, everyMs);
  onScopeDispose(() => clearInterval(timer));

  async function round(): Promise<void> {
    const shown = page.value?.items;
    if (busy || document.hidden || !shown?.some(isRunning)) return;
    busy = true;
    try {
      const { items } = await fetchPage(filter());
      const lost = strayed(shown, items, isRunning).slice(0, strayedAtOnce);
      const found = await Promise.allSettled(lost.map((id) => fetchOne(id)));
      const fresh = [...items, ...found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))];
      const before = new Map(shown.map((row) => [row.id, row]));
      const changed = refreshInPlace(shown, fresh).filter((row) => JSON.stringify(row) !== JSON.stringify(before.get(row.id)));
      if (changed.length > 0) keep(changed);
    } catch {
      return;
    } finally {
      busy = false;
    }
  }
}
