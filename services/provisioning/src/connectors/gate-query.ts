import { and, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { operations } from '../operations/table.ts';
import type { Gate, GateChanges } from './gate.ts';
import { connectorGates } from './table.ts';

export type GateRow = typeof connectorGates.$inferSelect;

const isThis = (providerId: string, connectorId: string) => and(eq(connectorGates.providerId, providerId), eq(connectorGates.connectorId, connectorId));

/** The gate, made when there was none, held until the transaction ends. */
export async function lockGate(db: Db, providerId: string, connectorId: string): Promise<GateRow> {
  await db.insert(connectorGates).values({ providerId, connectorId }).onConflictDoNothing();
  const [row] = await db.select().from(connectorGates).where(isThis(providerId, connectorId)).for('update');
  if (!row) throw new Error('the gate was made and is gone');
  return row;
}

export async function changeGate(db: Db, providerId: string, connectorId: string, changes: GateChanges): Promise<void> {
  if (Object.keys(changes).length > 0) await db.update(connectorGates).set(changes).where(isThis(providerId, connectorId));
}

export async function findGates(db: Db, providerId: string, connectorIds: readonly string[]): Promise<(Gate & { connectorId: string })[]> {
  if (connectorIds.length === 0) return [];
  return db.select().from(connectorGates).where(and(eq(connectorGates.providerId, providerId), inArray(connectorGates.connectorId, [...connectorIds])));
}

/** How many pieces of work are passing at this moment; those of a worker that gives no sign of life do not count. */
export async function countInTurn(db: Db, providerId: string, connectorId: string, now: Date): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(operations)
    .where(and(eq(operations.providerId, providerId), eq(operations.turnOf, connectorId), gt(operations.leaseUntil, now), isNull(operations.finishedAt)));
  return row?.count ?? 0;
}
