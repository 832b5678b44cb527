import { serverNow } from './server-clock.ts';

const dayMs = 86_400_000;

/** A moment as a person says it: the time of day, with the day when it is not today. Takes ms or ISO 8601. */
export function momentText(moment: number | string, language: string, now: number = serverNow()): string {
  const date = new Date(moment);
  return new Intl.DateTimeFormat(language, formFor(date, new Date(now))).format(date);
}

function formFor(date: Date, now: Date): Intl.DateTimeFormatOptions {
  if (date.toDateString() === now.toDateString()) return { timeStyle: 'short' };
  // A weekday alone names one day only within the week.
  const isNear = Math.abs(date.getTime() - now.getTime()) < 6 * dayMs;
  return isNear ? { weekday: 'long', hour: 'numeric', minute: '2-digit' } : { dateStyle: 'long', timeStyle: 'short' };
}
