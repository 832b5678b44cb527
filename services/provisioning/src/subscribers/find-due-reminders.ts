import type { Services, TxContext } from '../context.ts';
import { withTenant } from '../db/db.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { isQuiet, thresholdsOf } from '../templates/reminders.ts';
import { claimReminder, findDue, findSchedules } from './remind-query.ts';
import type { SubscriberRow } from './store.ts';

/** Who is to be reminded now, in all tenants; templates in their quiet hours are passed over. */
export async function findDueReminders({ pool, clock }: Services, limit: number): Promise<Jobs['remind-user'][]> {
  const now = clock.now();
  return withTenant(pool, 'system', async (db) => {
    const awake = (await findSchedules(db)).filter(({ reminders }) => !isQuiet(reminders, now));
    const steps = awake.flatMap(({ providerId, templateId, reminders }) => thresholdsOf(reminders, now).map((step) => ({ providerId, templateId, ...step })));
    return steps.length === 0 ? [] : findDue(db, steps, limit);
  });
}

/** Uses the reminders up to `reminded` up, whether a mail comes of it or not. @returns false when somebody was faster */
export const takeReminder = (ctx: TxContext, { id, status, reminded: before }: SubscriberRow, reminded: number): Promise<boolean> =>
  claimReminder(ctx.db, ctx.providerId, id, { status, before, reminded });
