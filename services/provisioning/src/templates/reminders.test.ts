import { describe, expect, it } from '@jest/globals';
import { defaultReminders, dueBy, isQuiet, type Reminders, requireUsableReminders } from './reminders.ts';

const paris: Reminders = { days: [1, 3, 7], quietFrom: '20:00', quietUntil: '08:00', timeZone: 'Europe/Paris' };
const quietAt = (moment: string, reminders = paris) => isQuiet(reminders, new Date(moment));

describe('quiet hours', () => {
  it('go over midnight', () => {
    expect(['2026-11-23T18:59Z', '2026-11-23T19:00Z', '2026-11-23T22:59Z', '2026-11-23T23:00Z', '2026-11-24T06:59Z', '2026-11-24T07:00Z'].map((moment) => quietAt(moment))).toEqual([false, true, true, true, true, false]);
  });

  it('are by the clock on the wall, on both sides of a change to and from daylight saving', () => {
    // 2027-03-28: the clock goes forward in the night, so that the same hour comes earlier by UTC.
    expect(['2027-03-27T06:59Z', '2027-03-27T07:00Z', '2027-03-28T05:59Z', '2027-03-28T06:00Z', '2027-03-28T17:59Z', '2027-03-28T18:00Z'].map((moment) => quietAt(moment))).toEqual([true, false, true, false, false, true]);
    // 2027-10-31: it goes back.
    expect(['2027-10-30T05:59Z', '2027-10-30T06:00Z', '2027-10-31T06:59Z', '2027-10-31T07:00Z'].map((moment) => quietAt(moment))).toEqual([true, false, true, false]);
    // An hour that the clock jumps over makes nothing quiet for good.
    const nightly = { ...paris, quietFrom: '02:00', quietUntil: '03:00' };
    expect(['2027-03-28T00:59Z', '2027-03-28T01:00Z'].map((moment) => quietAt(moment, nightly))).toEqual([false, false]);
  });

  it('may lie within a day, or be none', () => {
    expect(['2026-11-23T11:59Z', '2026-11-23T12:00Z', '2026-11-23T13:00Z'].map((moment) => quietAt(moment, { ...paris, quietFrom: '13:00', quietUntil: '14:00' }))).toEqual([false, true, false]);
    expect(quietAt('2026-11-23T23:00Z', { ...paris, quietFrom: null, quietUntil: null })).toBe(false);
  });
});

describe('a schedule', () => {
  it('counts the days from when the user got stuck', () => {
    const since = new Date('2026-11-01T10:00Z');
    const after = (hours: number) => dueBy(paris, since, new Date(since.getTime() + hours * 3_600_000));
    expect([0, 23.9, 24, 71.9, 72, 168, 9_999].map(after)).toEqual([0, 0, 1, 1, 2, 3, 3]);
  });

  it.each([
    ['days', { days: [3, 1] }], ['days', { days: [2, 2] }], ['quietUntil', { quietUntil: null }], ['quietUntil', { quietUntil: '20:00' }],
    ['timeZone', { timeZone: 'Paris' }], ['timeZone', { timeZone: '+02:00' }],
  ])('is refused where it makes no sense: %s of %j', (field, wrong) => {
    expect(() => requireUsableReminders({ ...paris, ...wrong })).toThrow(expect.objectContaining({ code: 'request.invalid', facts: { errors: [expect.objectContaining({ pointer: `/reminders/${field}` })] } }));
  });

  it('reminds nobody unless it is set', () => {
    expect(() => requireUsableReminders(defaultReminders)).not.toThrow();
    expect(defaultReminders.days).toEqual([]);
  });
});
