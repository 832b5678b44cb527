import { problem } from './problems.ts';

const LAST_MOMENT = Date.UTC(9999, 11, 31);
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * The one place where dates from outside are read: ISO 8601, a day alone or with a time; without a zone it is UTC. A zone's + that was not
 * escaped has arrived as a space. Nothing here is older than 1970, so what lies before begins there.
 * @returns null for anything else, and for what no calendar or clock has: 30 February, a minute 61.
 */
export function readMoment(text: string): Date | null {
  const [, year = '', month = '', day = '', time = '00:00', zone = 'Z'] = ISO.exec(text.replace(/ (?=\d\d:?\d\d$)/, '+')) ?? [];
  // JavaScript takes the 30th of February for the 2nd of March.
  if (Number(day) > daysOf(Number(year), Number(month))) return null;
  return momentAt(Date.parse(`${year}-${month}-${day}T${time}${zone.toUpperCase()}`));
}

/** @param ms since 1970 @returns null when that is no number, or beyond what is ever stored */
export const momentAt = (ms: number): Date | null => (ms <= LAST_MOMENT ? new Date(Math.max(0, ms)) : null);

/** The moment of a field that was given. @throws request.invalid naming the field */
export function momentOf(field: string, text: string): Date {
  const moment = readMoment(text);
  if (!moment) throw problem('request.invalid', { errors: [{ pointer: `/${field}`, message: 'must be a date that exists, as 2026-01-31T12:00:00Z' }] });
  return moment;
}

/** Of a month from 1; the years before 100 have the leap years of the same years 400 later, which JavaScript does not take for 19xx. */
const daysOf = (year: number, month: number): number => new Date(Date.UTC(year + 400, month, 0)).getUTCDate();
