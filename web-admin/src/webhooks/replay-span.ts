import type { Span } from './queries.ts';

export const replaySpans = ['hour', 'day', 'week', 'own'] as const;
export type ReplaySpan = (typeof replaySpans)[number];

const HOUR_MS = 3_600_000;
const lengths = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS };

/** A moment as a field for date and time takes it, where the reader is: `2026-03-02T09:30`. */
export function asLocal(moment: number): string {
  const date = new Date(moment);
  return new Date(moment - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What is asked for; null where the fields hold no span. A span of so long ends now, so it names no end. */
export function spanOf(which: ReplaySpan, own: { from: string; to: string }, now: number): Span | null {
  if (which !== 'own') return { from: new Date(now - lengths[which]).toISOString() };
  const [from, to] = [new Date(own.from), new Date(own.to)];
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime()) || from >= to) return null;
  return { from: from.toISOString(), to: to.toISOString() };
}
