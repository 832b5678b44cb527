import { onScopeDispose, watch } from 'vue';

const EVERY_MS = 1_500;

/** Asks again every moment and a half, or as seldom as told, while something is under way and the page is looked at. */
export function usePolling(active: () => boolean, ask: () => unknown, everyMs = EVERY_MS): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  watch(active, (now) => {
    clearInterval(timer);
    if (now) timer = setInterval(() => document.visibilityState === 'visible' && void ask(), everyMs);
  }, { immediate: true });
  onScopeDispose(() => clearInterval(timer));
}
