import { serverNow } from './server-clock.ts';

const dayMs = 86_400_000;

/** A moment as a person says it: the time of day, with the weekday when it is not today. Takes ms or ISO 8601. */
export function momentText(moment: number | string, language: string, now: number = serverNow()): string {
  const date = new Date(moment);
  const isToday = Math.abs(date.getTime() - now) < dayMs && date.getDate() === new Date(now).getDate();
  const day: Intl.DateTimeFormatOptions = isToday ? {} : { weekday: 'long' };
  return new Intl.DateTimeFormat(language, { ...day, hour: 'numeric', minute: '2-digit' }).format(date);
}
