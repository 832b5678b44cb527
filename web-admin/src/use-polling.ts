import { onScopeDispose, watch } from 'vue';

const EVERY_MS = 1_500;

/** Asks again every moment and a half while something is under way and the page is looked at. */
export function usePolling(active: () => boolean, ask: () => unknown): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  watch(active, (now) => {
    clearInterval(timer);
    if (now) timer = setInterval(() => document.visibilityState === 'visible' && void ask(), EVERY_MS);
  }, { immediate: true });
  onScopeDispose(() => clearInterval(timer));
}
