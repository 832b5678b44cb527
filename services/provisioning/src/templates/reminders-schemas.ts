import Type from 'typebox';
import { nullable } from '../http/schema.ts';
import { LATEST_REMINDER_DAY, MOST_REMINDERS } from './reminders.ts';

const WallClock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'HH:MM' });
export const RemindersShape = Type.Object(
  {
    days: Type.Array(Type.Integer({ minimum: 1, maximum: LATEST_REMINDER_DAY }), { maxItems: MOST_REMINDERS, description: 'Days after the user got stuck, rising. Empty: nobody is reminded.' }),
    quietFrom: nullable(WallClock),
    quietUntil: nullable(WallClock),
    timeZone: Type.String({ minLength: 1, maxLength: 60, description: 'IANA, as in Europe/Paris; the quiet hours are by its clock, unless the user\'s own zone is known.' }),
  },
  { $id: 'Reminders', additionalProperties: false, description: 'When users who got stuck are mailed, and the hours in which they are not; quiet hours may go over midnight, or are both null. Replaced as a whole.' },
);
