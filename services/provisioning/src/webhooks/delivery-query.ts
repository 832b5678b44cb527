import { and, asc, eq, gte, inArray, lt } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { firstIdOf } from '../db/first-id.ts';
import type { AttemptRow, DeliveryRow, Of } from './queue-query.ts';
import { webhookAttempts, webhookDeliveries } from './table.ts';
import type { DeliveryState } from './webhook.ts';

export type DeliveryFilters = { state?: DeliveryState | undefined; subscriberId?: string | undefined; types?: readonly string[] | undefined; from?: Date | undefined; to?: Date | undefined };

const d = webhookDeliveries;
const of = ({ providerId, webhookId }: Of) => and(eq(d.providerId, providerId), eq(d.webhookId, webhookId));

/** Newest events first, one more than `limit` where there are more. */
export async function selectDeliveries(db: Db, from: Of, { filters, limit, start }: PageRequest<string> & { filters: DeliveryFilters }): Promise<DeliveryRow[]> {
  const { state, subscriberId, types, from: since, to } = filters;
  // A delivery has its event's id, which begins with the time.
  const isThen = and(since ? gte(d.id, firstIdOf(since)) : undefined, to ? lt(d.id, firstIdOf(to)) : undefined);
  const { beyond, order } = keyset([d.id], start, 'desc');
  return db
    .select()
    .from(d)
    .where(and(of(from), isThen, state ? eq(d.state, state) : undefined, subscriberId ? eq(d.orderKey, subscriberId) : undefined, types ? inArray(d.type, [...types]) : undefined, beyond))
    .orderBy(...order)
    .limit(limit + 1);
}

export async function findDelivery(db: Db, from: Of, id: string): Promise<DeliveryRow | null> {
  const [row] = await db.select().from(d).where(and(of(from), eq(d.id, id)));
  return row ?? null;
}

/** The attempts of some deliveries, the first first. A delivery has about ten. */
export async function attemptsOf(db: Db, { providerId, webhookId }: Of, ids: readonly string[]): Promise<AttemptRow[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(webhookAttempts)
    .where(and(eq(webhookAttempts.providerId, providerId), eq(webhookAttempts.webhookId, webhookId), inArray(webhookAttempts.deliveryId, [...ids])))
    .orderBy(asc(webhookAttempts.deliveryId), asc(webhookAttempts.number));
}
