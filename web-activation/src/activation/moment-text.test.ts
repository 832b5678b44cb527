import { describe, expect, it } from '@jest/globals';
import { momentText } from './moment-text.ts';

const now = new Date(2026, 2, 2, 10, 0).getTime();
const at = (day: number, hour: number) => new Date(2026, 2, day, hour, 5).getTime();

describe('a moment', () => {
  it.each([
    ['today is a time of day', at(2, 23), 'en-GB', /^23:05$/],
    ['tomorrow carries its weekday', at(3, 1), 'en-GB', /^Tuesday.* 01:05$/],
    ['two weeks ago carries its date', at(-11, 9), 'en-GB', /^17 February 2026.* 09:05$/],
    ['keeps the half of the day with the hour', at(2, 9), 'en-US', /^9:05\u00a0AM$/],
    ['follows the language', at(2, 9), 'fr', /^09:05$/],
  ])('%s', (_case, moment, language, text) => {
    expect(momentText(moment, language, now)).toMatch(text);
  });
});
