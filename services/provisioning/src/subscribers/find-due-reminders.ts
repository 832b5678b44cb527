import type { Services, TxContext } from '../context.ts';
import { withTenant } from '../db/db.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { isQuiet, thresholdsOf } from '../templates/reminders.ts';
import { claimReminder, findDue, findDueZones, findSchedules } from './remind-query.ts';
import type { SubscriberRow } from './store.ts';

/** Who is to be reminded now, in all tenants; whose quiet hours it is, by their own zone where it is known, is passed over. */
export async function findDueReminders({ pool, clock }: Services, limit: number): Promise<Jobs['remind-user'][]> {
  const now = clock.now();
  return withTenant(pool, 'system', async (db) => {
    const steps = (await findSchedules(db)).flatMap(({ providerId, templateId, reminders }) => thresholdsOf(reminders, now).map((step) => ({ providerId, templateId, reminders, ...step })));
    const zones = await findDueZones(db, steps.filter(({ reminders }) => reminders.quietFrom !== null));
    const decided = steps.map(({ reminders, ...step }) => ({ ...step, awake: !isQuiet(reminders, now), quiet: zones.filter((zone) => isQuiet(reminders, now, zone)) }));
    // At night most templates have nobody to remind, and are not asked for anybody.
    const open = decided.filter(({ awake, quiet }) => awake || quiet.length < zones.length);
    return open.length === 0 ? [] : findDue(db, open, limit);
  });
}

/** Uses the reminders up to `reminded` up, whether a mail comes of it or not. @returns false when somebody was faster */
export const takeReminder = (ctx: TxContext, { id, status, reminded: before }: SubscriberRow, reminded: number): Promise<boolean> =>
  claimReminder(ctx.db, ctx.providerId, id, { status, before, reminded });
