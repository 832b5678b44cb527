import type { Home } from '../api.ts';

export const needsNobody = (home: Home): boolean =>
  home.failures.length + home.waiting.length + home.adapterRefusals.length + home.scimRefusals.length + home.connectors.length + home.failedChecks.length + home.webhooks.length === 0;

/** A limit as people say it: 30 minutes, 3 days. */
export function durationOf(minutes: number, language: string): string {
  const [amount, unit] = minutes % 1440 === 0 ? [minutes / 1440, 'day'] : minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}

/** Of the first stage, in per cent; nothing to divide by is no share. */
export const shareOf = (count: number, first: number, language: string): string => (first === 0 ? '–' : new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(count / first));

/** A day of the counts, which begin and end by UTC wherever one looks at them. */
export const dayText = (day: string, language: string, style: 'short' | 'long'): string =>
  new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...(style === 'short' ? { day: 'numeric', month: 'short' } : { dateStyle: 'full' }) }).format(new Date(day));
