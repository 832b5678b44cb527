import { problem } from '../problems.ts';

/** When users who got stuck are reminded. */
export type Reminders = {
  /** Days after the user got stuck, rising; empty: nobody is reminded. */
  days: number[];
  /** `HH:MM`; nothing is sent from then on, over midnight too, until `quietUntil`. Both null: at any hour. */
  quietFrom: string | null;
  quietUntil: string | null;
  /** IANA */
  timeZone: string;
};

export const MOST_REMINDERS = 5;
export const LATEST_REMINDER_DAY = 60;
export const defaultReminders: Reminders = { days: [], quietFrom: '20:00', quietUntil: '08:00', timeZone: 'UTC' };

const DAY_MS = 86_400_000;
const refuse = (field: string, message: string) => problem('request.invalid', { errors: [{ pointer: `/reminders/${field}`, message }] });

/** @throws request.invalid naming the field */
export function requireUsableReminders({ days, quietFrom, quietUntil, timeZone }: Reminders): void {
  if (days.some((day, at) => day <= (days[at - 1] ?? 0))) throw refuse('days', 'each day must be later than the one before');
  if ((quietFrom === null) !== (quietUntil === null)) throw refuse('quietUntil', 'quiet hours have a beginning and an end');
  if (quietFrom !== null && quietFrom === quietUntil) throw refuse('quietUntil', 'quiet hours must leave an hour for mails');
  if (!isTimeZone(timeZone)) throw refuse('timeZone', 'must be a time zone as in Europe/Paris');
}

/** Is it a name of the IANA list? Offsets such as `+02:00` know no daylight saving, and are not taken. */
export function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Is this an hour in which nobody is reminded? By the clock on the wall, whatever daylight saving does to it.
 * @param own the zone the user lives in, where that is known; otherwise the template's counts
 */
export function isQuiet({ quietFrom, quietUntil, timeZone }: Reminders, now: Date, own: string | null = null): boolean {
  if (quietFrom === null || quietUntil === null) return false;
  const zone = own !== null && isTimeZone(own) ? own : timeZone;
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now);
  return quietFrom < quietUntil ? time >= quietFrom && time < quietUntil : time >= quietFrom || time < quietUntil;
}

/** How many reminders were due by now for somebody stuck since then; those that were missed are not made up for one by one. */
export const dueBy = ({ days }: Pick<Reminders, 'days'>, stuckSince: Date, now: Date): number => days.filter((day) => stuckSince.getTime() + day * DAY_MS <= now.getTime()).length;

/** For each reminder of the schedule, how long ago somebody must have got stuck for it to be due. */
export const thresholdsOf = ({ days }: Pick<Reminders, 'days'>, now: Date): { reminded: number; before: Date }[] => days.map((day, at) => ({ reminded: at, before: new Date(now.getTime() - day * DAY_MS) }));
