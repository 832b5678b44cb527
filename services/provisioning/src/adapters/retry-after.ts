/** Nobody keeps us silent for longer, whatever is written there: then we ask again. */
const LONGEST_SECONDS = 86_400;

/** Seconds, or a date (RFC 9110), which is measured by the platform's own clock where it shows one. Null where the header says nothing. */
export function retryAfterOf(headers: Pick<Headers, 'get'>): number | null {
  const text = headers.get('retry-after')?.trim();
  if (!text) return null;
  if (/^\d+$/.test(text)) return Math.min(LONGEST_SECONDS, Number(text));
  const then = Date.parse(text);
  const shown = Date.parse(headers.get('date') ?? '');
  const now = Number.isNaN(shown) ? Date.now() : shown;
  return Number.isNaN(then) ? null : Math.min(LONGEST_SECONDS, Math.max(0, Math.ceil((then - now) / 1000)));
}
