import { asc, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { type PublicJwk, signingKeys } from './table.ts';

export type SigningKeyRow = typeof signingKeys.$inferSelect;

/** The one that signs now. */
export async function findActiveKey(db: Db, now: Date): Promise<SigningKeyRow | null> {
  const [row] = await db.select().from(signingKeys).where(lte(signingKeys.activeFrom, now)).orderBy(desc(signingKeys.activeFrom), desc(signingKeys.id)).limit(1);
  return row ?? null;
}

export async function findPublicKey(db: Db, id: string): Promise<PublicJwk | null> {
  const [row] = await db.select({ publicKey: signingKeys.publicKey }).from(signingKeys).where(eq(signingKeys.id, id));
  return row?.publicKey ?? null;
}

/** Oldest first. */
export async function listKeys(db: Db): Promise<SigningKeyRow[]> {
  return db.select().from(signingKeys).orderBy(asc(signingKeys.activeFrom), asc(signingKeys.id));
}

/** Who changes the keys comes one after the other. */
export async function holdKeys(db: Db): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(7210412)`);
}

export async function insertKey(db: Db, row: SigningKeyRow): Promise<void> {
  await db.insert(signingKeys).values(row);
}

export async function deleteKeys(db: Db, ids: string[]): Promise<void> {
  if (ids.length > 0) await db.delete(signingKeys).where(inArray(signingKeys.id, ids));
}
