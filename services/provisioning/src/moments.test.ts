import { describe, expect, it } from '@jest/globals';
import { readPublishedMoment } from './broadworks-api/published-form.ts';
import { momentOf, readMoment } from './moments.ts';

describe('a date from outside', () => {
  it.each([
    ['2026-02-28', '2026-02-28T00:00:00.000Z'], ['2028-02-29', '2028-02-29T00:00:00.000Z'], ['2000-02-29', '2000-02-29T00:00:00.000Z'], ['2026-12-31T23:59', '2026-12-31T23:59:00.000Z'],
    ['2026-01-31T12:00:00.123456789Z', '2026-01-31T12:00:00.123Z'], ['2026-01-31t12:00:00z', '2026-01-31T12:00:00.000Z'], ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
    ['2026-01-31T12:00:00-0530', '2026-01-31T17:30:00.000Z'], ['2026-01-31T12:00:00 02:00', '2026-01-31T10:00:00.000Z'], ['1960-01-01', '1970-01-01T00:00:00.000Z'], ['0004-02-29', '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, moment) => {
    expect(readMoment(text)?.toISOString()).toBe(moment);
    expect(readPublishedMoment(text)).toEqual(readMoment(text));
  });

  it.each([
    '2026-02-30', '2026-02-30T10:00:00Z', '2026-02-29', '1900-02-29', '2026-04-31T00:00:00.000Z', '2026-00-10', '2026-13-01', '2026-01-00', '2026-01-32', '2026-01-31T24:01:00Z', '2026-01-31T12:60:00Z',
    '2026-06-30T23:59:60Z', '2026-01-31T12:00:00+25:00', '2026-1-31', '31.01.2026', '2026-01-31 12:00', 'soon', '', '-1', '2026', '+010000-01-01',
  ])('%s is none', (text) => {
    expect([readMoment(text), readPublishedMoment(text === '2026' ? '' : text)]).toEqual([null, null]);
  });

  it('may come as epoch milliseconds where the published API takes them, and nowhere else', () => {
    expect(readPublishedMoment('1769860800000')?.toISOString()).toBe('2026-01-31T12:00:00.000Z');
    expect([readMoment('1769860800000'), readPublishedMoment('999999999999999')]).toEqual([null, null]);
  });

  it('that does not exist is refused by the name of its field', () => {
    expect(() => momentOf('from', '2026-02-30T00:00:00Z')).toThrow(expect.objectContaining({ code: 'request.invalid', facts: { errors: [expect.objectContaining({ pointer: '/from' })] } }));
  });
});
