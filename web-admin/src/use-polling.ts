import { onScopeDispose, watch } from 'vue';

const EVERY_MS = 1_500;
/** A connection that died without a word is not waited for. */
const PATIENCE_MS = 15_000;

/**
 * Asks again every moment and a half, or as seldom as told, while something is under way and the page is looked at. What was asked is waited for:
 * asking anew ends a reading that is on its way, and where answers take longer than the pause none would ever be shown.
 */
export function usePolling(active: () => boolean, ask: () => Promise<unknown>, everyMs = EVERY_MS): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  let waitingSince: number | null = null;
  const next = async (): Promise<void> => {
    const now = Date.now();
    if (document.visibilityState !== 'visible' || (waitingSince !== null && now - waitingSince < PATIENCE_MS)) return;
    waitingSince = now;
    await ask();
    if (waitingSince === now) waitingSince = null;
  };
  watch(active, (now) => {
    clearInterval(timer);
    if (now) timer = setInterval(() => void next(), everyMs);
  }, { immediate: true });
  onScopeDispose(() => clearInterval(timer));
}
