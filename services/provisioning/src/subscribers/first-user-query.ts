import { and, asc, eq } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { SubscriberRow } from './store.ts';
import { subscribers } from './table.ts';

/** The user of a customer who was handed over first and is not being removed. */
export async function findFirstUser(db: Db, providerId: string, customerId: string): Promise<SubscriberRow | null> {
  const [row] = await db
    .select()
    .from(subscribers)
    .where(and(eq(subscribers.providerId, providerId), eq(subscribers.customerId, customerId), eq(subscribers.removing, false)))
    // By time and not by id alone, so that it is found among the customer's users and not by walking through the provider's.
    .orderBy(asc(subscribers.createdAt), asc(subscribers.id))
    .limit(1);
  return row ?? null;
}
