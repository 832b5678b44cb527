import { serverNow } from './server-clock.ts';

const dayMs = 86_400_000;

/** A moment as a person says it: the time of day, with the day when it is not today. Takes ms or ISO 8601. */
export function momentText(moment: number | string, language: string, now: number = serverNow()): string {
  const date = new Date(moment);
  const parts = new Intl.DateTimeFormat(language, formFor(date, new Date(now))).formatToParts(date);
  // Half a time at the end of a line reads like another time.
  return parts.map(({ value }, at) => (parts[at + 1]?.type === 'dayPeriod' ? value.replace(/\s/g, '\u00a0') : value)).join('');
}

function formFor(date: Date, now: Date): Intl.DateTimeFormatOptions {
  if (date.toDateString() === now.toDateString()) return { timeStyle: 'short' };
  // A weekday alone names one day only within the week.
  const isNear = Math.abs(date.getTime() - now.getTime()) < 6 * dayMs;
  return isNear ? { weekday: 'long', hour: 'numeric', minute: '2-digit' } : { dateStyle: 'long', timeStyle: 'short' };
}
