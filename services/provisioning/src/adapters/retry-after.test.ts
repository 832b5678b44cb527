import { describe, expect, it } from '@jest/globals';
import { retryAfterOf } from './retry-after.ts';

const of = (retryAfter: string | null, date?: string) => retryAfterOf(new Headers({ ...(retryAfter !== null && { 'retry-after': retryAfter }), ...(date && { date }) }));

describe('the time a platform asks us to wait', () => {
  it('is read as seconds or as a date by the platform\'s own clock', () => {
    expect([of('7'), of('Mon, 02 Mar 2026 09:00:30 GMT', 'Mon, 02 Mar 2026 09:00:00 GMT'), of('Mon, 02 Mar 2026 08:00:00 GMT', 'Mon, 02 Mar 2026 09:00:00 GMT')]).toEqual([7, 30, 0]);
  });

  it('is nothing where nothing is said, and never more than a day, so that nobody silences a connector for years', () => {
    expect([of(null), of('soon')]).toEqual([null, null]);
    expect([of('9'.repeat(400)), of('99999999999'), of('Mon, 02 Mar 2099 09:00:00 GMT', 'Mon, 02 Mar 2026 09:00:00 GMT')]).toEqual([86_400, 86_400, 86_400]);
  });
});
