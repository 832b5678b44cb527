import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { copyText } from './clipboard.ts';
import { chooseLanguage } from './language.ts';
import { relativeTime } from './relative-time.ts';
import { dismissToast, showToast, toasts } from './toast.ts';

describe('relativeTime', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  it.each([['2026-03-10T11:59:30Z', 'now'], ['2026-03-10T11:55:00Z', '5 min. ago'], ['2026-03-10T09:10:00Z', '2 hr. ago'], ['2026-03-09T11:00:00Z', 'yesterday'], ['2025-01-01T00:00:00Z', 'last year']])('says of %s: %s', (at, words) => {
    expect(relativeTime(Date.parse(at), now, 'en')).toBe(words);
  });

  it('speaks the language asked for', () => {
    expect(relativeTime(Date.parse('2026-03-10T11:55:00Z'), now, 'fr')).toBe('il y a 5\u00a0min');
  });

  it.each([['2026-03-10T11:59:00Z', 'לפני דקה'], ['2026-03-10T10:59:00Z', 'לפני שעה'], ['2026-03-10T09:10:00Z', 'לפני שעתיים']])('says in Hebrew of %s what people say, without a number in brackets', (at, words) => {
    expect(relativeTime(Date.parse(at), now, 'he')).toBe(words);
  });
});

describe('chooseLanguage', () => {
  it.each([[['fr-CA', 'en'], 'fr'], [[null, 'de', 'EN-gb'], 'en'], [['fr', 'en'], 'fr'], [['de'], 'en'], [[], 'en']])('of %j takes %s', (wanted, language) => {
    expect(chooseLanguage(['en', 'fr'], wanted)).toBe(language);
  });
});

describe('toasts', () => {
  afterEach(() => {
    for (const { id } of [...toasts]) dismissToast(id);
    jest.useRealTimers();
  });

  it('let good news leave by itself and bad news stay until dismissed', () => {
    jest.useFakeTimers();
    showToast('Saved');
    showToast('Refused', 'danger');
    jest.advanceTimersByTime(6_000);
    expect(toasts.map(({ text }) => text)).toEqual(['Refused']);
  });
});

describe('copyText', () => {
  it('says so when neither way of copying is allowed', async () => {
    expect(await copyText('x')).toBe(false);
    expect(document.querySelector('textarea')).toBeNull();
  });

  it('falls back to the old command where there is no clipboard, as on pages without TLS', async () => {
    let copied = '';
    Object.assign(document, { execCommand: () => Boolean((copied = document.querySelector('textarea')?.value ?? '')) });
    expect(await copyText('error 200039')).toBe(true);
    expect(copied).toBe('error 200039');
  });
});
