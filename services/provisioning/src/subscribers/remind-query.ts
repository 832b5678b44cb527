import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { Reminders } from '../templates/reminders.ts';
import { templates } from '../templates/table.ts';
import type { Status } from './subscriber.ts';
import { subscribers } from './table.ts';

/** Templates of all tenants that remind at all. */
export async function findSchedules(db: Db): Promise<{ providerId: string; templateId: string; reminders: Reminders }[]> {
  return db
    .select({ providerId: templates.providerId, templateId: templates.id, reminders: templates.reminders })
    .from(templates)
    .where(and(isNull(templates.deletedAt), sql`${templates.reminders} -> 'days' <> '[]'::jsonb`));
}

/** `reminded` reminders came already, and the next is due for whoever got stuck no later than `before`. */
export type DueStep = { providerId: string; templateId: string; reminded: number; before: Date };
/** Who may be reminded now: `awake` is for those whose own zone is not known, `quiet` are the zones where it is night. */
export type DecidedStep = DueStep & { awake: boolean; quiet: string[] };

const stepColumns = sql.raw('step(p uuid, t uuid, n int, b timestamptz, a boolean, q jsonb)');
const asJson = (steps: readonly (DueStep & Partial<DecidedStep>)[]): string =>
  JSON.stringify(steps.map(({ providerId, templateId, reminded, before, awake = true, quiet = [] }) => ({ p: providerId, t: templateId, n: reminded, b: before.toISOString(), a: awake, q: quiet })));
const isDue = sql`s.provider_id = step.p and s.template_id = step.t and s.reminded = step.n and s.last_status_change <= step.b
        and s.status in ('pending_email_validation', 'pending_user_migration', 'error') and not s.removing`;

/** The zones, where they are known, of those who are due by these steps; what a zone is called is only told by the users. */
export async function findDueZones(db: Db, steps: readonly DueStep[]): Promise<string[]> {
  if (steps.length === 0) return [];
  const { rows } = await db.execute<{ timezone: string }>(sql`
    select distinct s.timezone from jsonb_to_recordset(${asJson(steps)}::jsonb) as ${stepColumns}
    join subscribers s on ${isDue} and s.timezone is not null`);
  return rows.map(({ timezone }) => timezone);
}

/** Who is due by these steps, over all tenants; each step reads nothing of the index but its own. */
export async function findDue(db: Db, steps: readonly DecidedStep[], limit: number): Promise<{ providerId: string; subscriberId: string }[]> {
  const { rows } = await db.execute<{ providerId: string; subscriberId: string }>(sql`
    select due.provider_id as "providerId", due.id as "subscriberId"
    from jsonb_to_recordset(${asJson(steps)}::jsonb) as ${stepColumns}
    cross join lateral (
      select s.provider_id, s.id from subscribers s
      where ${isDue} and case when s.timezone is null then step.a else not step.q ? s.timezone end
      order by s.last_status_change limit ${limit}
    ) due
    limit ${limit}`);
  return rows;
}

/** Counts the reminders up to `reminded`, once: false when somebody was faster, or the user has gone on. */
export async function claimReminder(db: Db, providerId: string, id: string, { status, before, reminded }: { status: Status; before: number; reminded: number }): Promise<boolean> {
  const rows = await db
    .update(subscribers)
    .set({ reminded })
    .where(and(eq(subscribers.providerId, providerId), eq(subscribers.id, id), inArray(subscribers.status, [status]), eq(subscribers.reminded, before), eq(subscribers.removing, false)))
    .returning({ id: subscribers.id });
  return rows.length === 1;
}
