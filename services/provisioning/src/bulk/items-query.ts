import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { subscribers } from '../subscribers/table.ts';
import type { ItemState } from './bulk-operation.ts';
import type { Held } from './store.ts';
import { bulkItems, bulkOperations } from './table.ts';

export type ItemRow = typeof bulkItems.$inferSelect;
export type NewItem = Omit<typeof bulkItems.$inferInsert, 'providerId' | 'bulkOperationId'>;
type Of = { providerId: string; id: string };

const ofBulk = ({ providerId, id }: Of) => and(eq(bulkItems.providerId, providerId), eq(bulkItems.bulkOperationId, id));
const CHUNK = 2_000;

/** A user who is on the list already is not listed twice. @returns how many were added. */
export async function insertItems(db: Db, bulk: Of, items: readonly NewItem[]): Promise<number> {
  let added = 0;
  for (let from = 0; from < items.length; from += CHUNK) {
    const values = items.slice(from, from + CHUNK).map((item) => ({ ...item, providerId: bulk.providerId, bulkOperationId: bulk.id }));
    added += (await db.insert(bulkItems).values(values).onConflictDoNothing().returning({ position: bulkItems.position })).length;
  }
  return added;
}

/** Who is next, in the order of the list. */
export async function nextPositions(db: Db, bulk: Of, limit: number): Promise<number[]> {
  const rows = await db.select({ position: bulkItems.position }).from(bulkItems).where(and(ofBulk(bulk), eq(bulkItems.state, 'waiting'))).orderBy(asc(bulkItems.position)).limit(limit);
  return rows.map(({ position }) => position);
}

/** The rows of an imported file that could be read, as they were given. */
export async function waitingRows(db: Db, bulk: Of): Promise<{ line: number; userId: string; email: string }[]> {
  const rows = await db.select({ line: bulkItems.line, userId: bulkItems.userId, email: bulkItems.email }).from(bulkItems).where(and(ofBulk(bulk), eq(bulkItems.state, 'waiting'))).orderBy(asc(bulkItems.position));
  return rows.map(({ line, userId, email }) => ({ line: line ?? 0, userId: userId ?? '', email: email ?? '' }));
}

/** Drops up to `limit` of its users, with what came of them. @returns how many. */
export async function deleteItems(db: Db, bulk: Of, limit: number): Promise<number> {
  const some = db.select({ position: bulkItems.position }).from(bulkItems).where(ofBulk(bulk)).limit(limit);
  const rows = await db.delete(bulkItems).where(and(ofBulk(bulk), inArray(bulkItems.position, some))).returning({ position: bulkItems.position });
  return rows.length;
}

/**
 * Takes one user's item, held until the transaction ends: the act and the note that it is done exist both or not at all.
 * @returns null when it is done, in other hands, or the operation no longer runs.
 */
export async function claimItem(db: Db, held: Held, position: number): Promise<ItemRow | null> {
  const runs = db
    .select({ one: sql`1` })
    .from(bulkOperations)
    .where(and(eq(bulkOperations.providerId, held.providerId), eq(bulkOperations.id, held.id), eq(bulkOperations.state, 'running'), eq(bulkOperations.attempt, held.attempt)));
  const [row] = await db
    .select()
    .from(bulkItems)
    .where(and(ofBulk(held), eq(bulkItems.position, position), eq(bulkItems.state, 'waiting'), sql`exists ${runs}`))
    .for('update', { skipLocked: true });
  return row ?? null;
}

/** @returns how many of them were still waiting. */
export async function settleItems(db: Db, bulk: Of, positions: readonly number[], result: { state: ItemState; code: string | null; at: Date }): Promise<number> {
  const rows = await db
    .update(bulkItems)
    .set(result)
    .where(and(ofBulk(bulk), inArray(bulkItems.position, [...positions]), eq(bulkItems.state, 'waiting')))
    .returning({ position: bulkItems.position });
  return rows.length;
}

/** Who of the list belongs to the same customer and is not done yet: they move together. */
export async function waitingOfCustomer(db: Db, bulk: Of, customerId: string): Promise<{ position: number; subscriberId: string }[]> {
  return db
    .select({ position: bulkItems.position, subscriberId: subscribers.id })
    .from(bulkItems)
    .innerJoin(subscribers, and(eq(subscribers.providerId, bulkItems.providerId), eq(subscribers.id, bulkItems.subscriberId)))
    .where(and(ofBulk(bulk), eq(bulkItems.state, 'waiting'), eq(subscribers.customerId, customerId)))
    .orderBy(asc(bulkItems.position))
    .for('update', { of: bulkItems });
}

export type ItemView = { position: number; line: number | null; subscriberId: string | null; userId: string | null; email: string | null; state: ItemState; code: string | null; at: Date | null };

/** In the order of the list, one more than `limit` where there are more. The address is the one the row gave, else the user's own. */
export async function selectItems(db: Db, bulk: Of, { states, limit, start }: PageRequest<number> & { states: readonly ItemState[] | null }): Promise<ItemView[]> {
  const { position, line, subscriberId, userId, state, code, at } = bulkItems;
  const { beyond, order } = keyset([position], start);
  return db
    .select({ position, line, subscriberId, userId, state, code, at, email: sql<string | null>`coalesce(${bulkItems.email}, ${subscribers.email})` })
    .from(bulkItems)
    .leftJoin(subscribers, and(eq(subscribers.providerId, bulkItems.providerId), eq(subscribers.id, bulkItems.subscriberId)))
    .where(and(ofBulk(bulk), states ? inArray(state, [...states]) : undefined, beyond))
    .orderBy(...order)
    .limit(limit + 1);
}
