import { computed, onScopeDispose, ref, type ComputedRef } from 'vue';
import { takeEarly } from '../early-answers.ts';

const longestWaitMs = 20_000;
let aheadMs = 0;

/** The server's time in ms: expiries and count-downs are its promises, and visitors' clocks are often wrong. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}

/** `fetch` that gives up after 20 s and notes the server's clock from each answer's `Date` header. */
export async function fetchLearningTime(request: Request): Promise<Response> {
  const response = await (takeEarly(request) ?? fetch(request, { signal: AbortSignal.timeout(longestWaitMs) }));
  const told = Date.parse(response.headers.get('date') ?? '');
  // The header has whole seconds: a smaller difference says nothing about this clock.
  if (!Number.isNaN(told)) aheadMs = Math.abs(told - Date.now()) < 2_000 ? 0 : told - Date.now();
  return response;
}

/** The server's time as a ref that moves every second while the caller lives. */
export function useServerNow(): ComputedRef<number> {
  const now = ref(serverNow());
  const timer = setInterval(() => (now.value = serverNow()), 1_000);
  onScopeDispose(() => clearInterval(timer));
  return computed(() => now.value);
}
