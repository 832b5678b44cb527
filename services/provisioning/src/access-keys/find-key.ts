import type { Context } from '../context.ts';
import { withTenant } from '../db/db.ts';
import type { KeyKind } from '../vault.ts';
import { type AccessKey, findAccessKey } from './store.ts';

export type FoundKey = AccessKey & { withdrawn: boolean };

/**
 * Finds what a key opens, before any tenant is known.
 * @returns null when the key is unknown or has expired; a key withdrawn by now is returned as `withdrawn`.
 */
export async function findKey(ctx: Pick<Context, 'pool' | 'vault' | 'clock'>, kind: KeyKind, token: string): Promise<FoundKey | null> {
  const key = await withTenant(ctx.pool, 'none', (db) => findAccessKey(db, kind, ctx.vault.hash(kind, token)));
  const now = ctx.clock.now();
  return key && (!key.expiresAt || key.expiresAt > now) ? { ...key, withdrawn: key.withdrawnAt !== null && key.withdrawnAt <= now } : null;
}
