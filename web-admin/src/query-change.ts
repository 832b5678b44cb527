import { inject } from 'vue';
import { matchedRouteKey, onBeforeRouteLeave, type LocationQueryRaw, useRouter } from 'vue-router';

type How = {
  /** takes the place of the entry in the history */
  replace?: boolean;
  /** sent by a search field, a moment after the last key; takes the place of the entry in the history too */
  typed?: boolean;
  /** kept with the entry in the history, beside the address */
  state?: Record<string, string[]>;
};

/**
 * For a page whose view lives in its address: shows the same page with another query. What was typed is dropped once somebody is on the
 * way to another page: that page may take a while to load, and a search that comes meanwhile would take them back.
 */
export function useQueryChange(): (query: LocationQueryRaw, how?: How) => void {
  const router = useRouter();
  let leaving = false;
  const staying = (): void => void (leaving = false);
  // A part that is mounted by itself has no route that could be left.
  if (inject(matchedRouteKey, undefined)?.value) {
    onBeforeRouteLeave(() => void (leaving = true));
    router.afterEach(staying);
    router.onError(staying);
  }
  return (query, { replace = false, typed = false, state } = {}) => {
    if (typed && leaving) return;
    void router.push({ query, replace: replace || typed, ...(state && { state }) });
  };
}
