import type { Template } from '../api.ts';

type Reminders = Template['reminders'];

/** A template's reminders as they stand in the fields. */
export type ReminderFields = {
  /** days after a user got stuck, as `1, 3, 7`; empty: nobody is reminded */
  days: string;
  isQuiet: boolean;
  /** HH:MM */
  quietFrom: string;
  quietUntil: string;
  timeZone: string;
};

const usualHours = { quietFrom: '20:00', quietUntil: '08:00' };
const mostReminders = 5;
const latestDay = 60;

/** Nobody is reminded before somebody wants it; the time zone is most likely the admin's own. */
export const emptyReminders = (): ReminderFields => ({ days: '', isQuiet: true, ...usualHours, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });

export const reminderFieldsOf = ({ days, quietFrom, quietUntil, timeZone }: Reminders): ReminderFields => ({
  days: days.join(', '),
  isQuiet: quietFrom !== null,
  quietFrom: quietFrom ?? usualHours.quietFrom,
  quietUntil: quietUntil ?? usualHours.quietUntil,
  timeZone,
});

const daysIn = (text: string): number[] => text.split(/[\s,;]+/).filter(Boolean).map(Number);

export const remindersOf = ({ days, isQuiet, quietFrom, quietUntil, timeZone }: ReminderFields): Reminders => ({
  days: daysIn(days),
  quietFrom: isQuiet ? quietFrom : null,
  quietUntil: isQuiet ? quietUntil : null,
  timeZone,
});

/** At most five, each later than the one before. */
export function areReminderDays(text: string): boolean {
  const days = daysIn(text);
  return days.length <= mostReminders && days.every((day, at) => Number.isInteger(day) && day > (days[at - 1] ?? 0) && day <= latestDay);
}

export const areQuietHours = ({ quietFrom, quietUntil }: ReminderFields): boolean => [quietFrom, quietUntil].every((time) => /^\d\d:\d\d$/.test(time)) && quietFrom !== quietUntil;

/** Every time zone the browser knows, with the one that is set although it does not. */
export function timeZones(current: string): string[] {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
  return known.includes(current) ? known : [current, ...known];
}
