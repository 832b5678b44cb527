import { and, count, desc, eq, inArray, lt, or, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { webhookEndpoints } from './table.ts';
import { type DisabledReason, lostReasons } from './webhook.ts';

export type WebhookRow = typeof webhookEndpoints.$inferSelect;
export type WebhookChanges = Partial<Omit<WebhookRow, 'providerId' | 'id' | 'lease' | 'version'>>;

const isThis = (providerId: string, id: string) => and(eq(webhookEndpoints.providerId, providerId), eq(webhookEndpoints.id, id));

export async function findWebhook(db: Db, providerId: string, id: string): Promise<WebhookRow | null> {
  const [row] = await db.select().from(webhookEndpoints).where(isThis(providerId, id));
  return row ?? null;
}

/** The row, held until the transaction ends, so that a decision about it stays true. */
export async function lockWebhook(db: Db, providerId: string, id: string): Promise<WebhookRow | null> {
  const [row] = await db.select().from(webhookEndpoints).where(isThis(providerId, id)).for('update');
  return row ?? null;
}

/** In the order in which they were made, one more than `limit` where there are more. */
export async function selectWebhooks(db: Db, providerId: string, { limit, start }: PageRequest<string>): Promise<WebhookRow[]> {
  const { beyond, order } = keyset([webhookEndpoints.id], start);
  return db.select().from(webhookEndpoints).where(and(eq(webhookEndpoints.providerId, providerId), beyond)).orderBy(...order).limit(limit + 1);
}

/** Those that nobody disabled by hand, the latest first. */
export async function selectLost(db: Db, providerId: string, limit: number): Promise<WebhookRow[]> {
  const { state, disabledReason, disabledAt } = webhookEndpoints;
  return db.select().from(webhookEndpoints).where(and(eq(webhookEndpoints.providerId, providerId), eq(state, 'disabled'), inArray(disabledReason, [...lostReasons]))).orderBy(desc(disabledAt)).limit(limit);
}

/** How many there are. Two who add one at once are let in one after the other. */
export async function countWebhooks(db: Db, providerId: string): Promise<number> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks ${providerId}`}, 0))`);
  const [row] = await db.select({ count: count() }).from(webhookEndpoints).where(eq(webhookEndpoints.providerId, providerId));
  return row?.count ?? 0;
}

export async function insertWebhook(db: Db, row: typeof webhookEndpoints.$inferInsert): Promise<WebhookRow> {
  const [inserted] = await db.insert(webhookEndpoints).values(row).returning();
  if (!inserted) throw new Error('the insert gave no row');
  return inserted;
}

/** Settings somebody changed. @returns the row as it is now, or null when it is gone. */
export async function changeWebhook(db: Db, providerId: string, id: string, changes: WebhookChanges): Promise<WebhookRow | null> {
  const [row] = await db.update(webhookEndpoints).set({ ...changes, version: sql`${webhookEndpoints.version} + 1` }).where(isThis(providerId, id)).returning();
  return row ?? null;
}

/** What the work itself notes; the version stays. */
export async function noteWebhook(db: Db, providerId: string, id: string, notes: WebhookChanges): Promise<void> {
  await db.update(webhookEndpoints).set(notes).where(isThis(providerId, id));
}

/** Says that something is due by `at`, unless it is due earlier anyway. */
export async function wakeWebhook(db: Db, providerId: string, id: string, at: Date): Promise<void> {
  await db.update(webhookEndpoints).set({ dueAt: sql`least(${webhookEndpoints.dueAt}, ${at})` }).where(isThis(providerId, id));
}

/** With its deliveries. @returns what was deleted, or null when it was gone already. */
export async function deleteWebhook(db: Db, providerId: string, id: string): Promise<WebhookRow | null> {
  const [row] = await db.delete(webhookEndpoints).where(isThis(providerId, id)).returning();
  return row ?? null;
}

/** Takes a webhook for one worker until `until`. @returns the lease's number, or null when it is disabled, gone or another's. */
export async function takeLease(db: Db, providerId: string, id: string, now: Date, until: Date): Promise<number | null> {
  const { lease, leaseUntil, state } = webhookEndpoints;
  const [row] = await db
    .update(webhookEndpoints)
    // Due until it is given back: a worker that is killed leaves it to be found.
    .set({ lease: sql`${lease} + 1`, leaseUntil: until, dueAt: now })
    .where(and(isThis(providerId, id), eq(state, 'enabled'), or(sql`${leaseUntil} is null`, lt(leaseUntil, now))))
    .returning({ lease });
  return row?.lease ?? null;
}

/** @returns false when the lease is another's by now. */
export async function renewLease(db: Db, providerId: string, id: string, held: number, until: Date): Promise<boolean> {
  const rows = await db.update(webhookEndpoints).set({ leaseUntil: until }).where(and(isThis(providerId, id), eq(webhookEndpoints.lease, held))).returning({ id: webhookEndpoints.id });
  return rows.length === 1;
}

/** @returns the webhook when it was enabled until now. */
export async function disableEnabled(db: Db, providerId: string, id: string, reason: DisabledReason, at: Date): Promise<WebhookRow | null> {
  const [row] = await db
    .update(webhookEndpoints)
    .set({ state: 'disabled', disabledReason: reason, disabledAt: at, version: sql`${webhookEndpoints.version} + 1` })
    .where(and(isThis(providerId, id), eq(webhookEndpoints.state, 'enabled')))
    .returning();
  return row ?? null;
}

/**
 * Across tenants: what has something to send or to take up and is in nobody's hands, the longest due first, of each provider a few.
 * Whoever has many webhooks cannot fill the list.
 */
export async function findDueWebhooks(db: Db, now: Date, { ofEach, limit }: { ofEach: number; limit: number }): Promise<{ providerId: string; id: string }[]> {
  const { rows } = await db.execute<{ provider_id: string; id: string }>(sql`
    select provider_id, id from (
      select e.provider_id, e.id, e.due_at, row_number() over (partition by e.provider_id order by e.due_at nulls last, e.id) as place
      from webhook_endpoints e left join event_heads h on h.provider_id = e.provider_id
      where e.state = 'enabled' and (e.lease_until is null or e.lease_until < ${now})
        and (e.due_at <= ${now} or (not e.is_full and (e.replay_to is not null or h.number > e.cursor)))
    ) due where place <= ${ofEach} order by due_at nulls last, place limit ${limit}`);
  return rows.map(({ provider_id: providerId, id }) => ({ providerId, id }));
}
