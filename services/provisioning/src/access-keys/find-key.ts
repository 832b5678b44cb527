import type { Context } from '../context.ts';
import { withTenant } from '../db/db.ts';
import type { KeyKind } from '../vault.ts';
import { type AccessKey, findAccessKey } from './store.ts';

/**
 * Finds what a key opens, before any tenant is known.
 * @returns null when the key is unknown or has expired; a withdrawn key is returned with `withdrawnAt`.
 */
export async function findKey(ctx: Pick<Context, 'pool' | 'vault' | 'clock'>, kind: KeyKind, token: string): Promise<AccessKey | null> {
  const key = await withTenant(ctx.pool, 'none', (db) => findAccessKey(db, kind, ctx.vault.hash(kind, token)));
  return key && (!key.expiresAt || key.expiresAt > ctx.clock.now()) ? key : null;
}
