import { eq, sql } from 'drizzle-orm';
import { accessKeys } from '../access-keys/table.ts';
import type { Db } from '../db/db.ts';

const LOCK = 7_210_412;

/**
 * Takes all set-up links, whichever process printed them, so that none works a second time once this transaction commits.
 * Held one transaction after the other: two that delete the same rows in another order would lock each other out.
 * @returns the hashes of the links that were still there.
 */
export async function takeSetupKeys(db: Db): Promise<Buffer[]> {
  await db.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
  const rows = await db.delete(accessKeys).where(eq(accessKeys.kind, 'setup')).returning({ keyHash: accessKeys.keyHash });
  return rows.map(({ keyHash }) => keyHash);
}
