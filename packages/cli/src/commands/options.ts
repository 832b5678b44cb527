import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError for anything but 1, 2, 3 … */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A day, a moment by ISO 8601 (without a zone it is UTC), or how long ago. @returns ISO 8601 @throws InvalidArgumentError for anything else, and for a date that does not exist */
export function moment(text: string): string {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count && (unit === 'm' || unit === 'h' || unit === 'd')) return new Date(Date.now() - Number(count) * UNITS[unit]).toISOString();
  const [, day = '', time = 'T00:00:00', zone = 'Z'] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const [start, at] = [Date.parse(`${day}T00:00:00Z`), Date.parse(`${day}${time}${zone}`)];
  // JavaScript takes the 30th of February for the 2nd of March.
  if (Number.isNaN(at) || new Date(start).toISOString().slice(0, 10) !== day) throw new InvalidArgumentError('It must be a date that exists, as 2026-01-31 or 2026-01-31T12:00Z, or how long ago: 90m, 24h, 7d.');
  return new Date(at).toISOString();
}

export const packages = ['basic', 'standard', 'premium', 'softphone'] as const;
export type Package = (typeof packages)[number];
export const modes = ['verify', 'vouch'] as const;
export type Mode = (typeof modes)[number];
