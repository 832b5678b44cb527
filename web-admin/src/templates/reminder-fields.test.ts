import { describe, expect, it } from '@jest/globals';
import { areQuietHours, areReminderDays, emptyReminders, reminderFieldsOf, remindersOf, timeZones } from './reminder-fields.ts';

describe('the fields of a template\'s reminders', () => {
  it('say what is stored, and give it back unchanged', () => {
    for (const stored of [{ days: [1, 3, 7], quietFrom: '21:00', quietUntil: '07:30', timeZone: 'Europe/Paris' }, { days: [], quietFrom: null, quietUntil: null, timeZone: 'UTC' }]) {
      expect(remindersOf(reminderFieldsOf(stored))).toEqual(stored);
    }
  });

  it('take days however they are set apart', () => {
    expect(remindersOf({ ...emptyReminders(), days: ' 1,3;  7 ' }).days).toEqual([1, 3, 7]);
  });

  it('remind nobody until somebody wants it', () => {
    expect(remindersOf(emptyReminders())).toMatchObject({ days: [], quietFrom: '20:00', quietUntil: '08:00' });
  });

  it('know which days the API takes', () => {
    expect(['', '1', '1, 3, 7, 14, 60'].map(areReminderDays)).toEqual([true, true, true]);
    expect(['0', '3, 1', '2, 2', '61', '1.5', 'soon', '1 2 3 4 5 6'].map(areReminderDays)).toEqual(Array(7).fill(false));
  });

  it('want two different hours', () => {
    expect(areQuietHours({ ...emptyReminders(), quietUntil: '20:00' })).toBe(false);
    expect(areQuietHours({ ...emptyReminders(), quietFrom: '' })).toBe(false);
    expect(areQuietHours(emptyReminders())).toBe(true);
  });

  it('offer the zone that is set although the browser does not know it', () => {
    expect(timeZones('Mars/Base')[0]).toBe('Mars/Base');
    expect(timeZones('UTC').filter((zone) => zone === 'UTC')).toHaveLength(1);
  });
});
