import type { TimelineEntry } from '../api.ts';

/** Entries of one piece of work that stand together: their tracking id is said once. */
export type TraceGroup = { traceId: string; entries: TimelineEntry[] };
export type TimelineDay = { day: string; groups: TraceGroup[] };

/** The days of a timeline, newest first, each with its work in the order it came. @param dayOf the day a moment falls on where the reader is */
export function groupEntries(entries: readonly TimelineEntry[], dayOf: (at: string) => string): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const groups = days.at(-1)?.day === day ? (days.at(-1)?.groups ?? []) : [];
    if (groups.length === 0) days.push({ day, groups });
    const last = groups.at(-1);
    if (last?.traceId === entry.traceId) last.entries.push(entry);
    else groups.push({ traceId: entry.traceId, entries: [entry] });
  }
  return days;
}

/** The day where the reader is, as YYYY-MM-DD. */
export function localDay(at: string | number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}
