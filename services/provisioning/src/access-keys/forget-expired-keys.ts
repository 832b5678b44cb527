import type { Log, Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { deleteExpiredAccessKeys } from './store.ts';

const EVERY_MS = 15 * 60_000;

/** Drops the keys of sessions and tokens that have ended, of all tenants; they open nothing any more. */
export async function forgetExpiredKeys({ pool, clock }: Pick<Services, 'pool' | 'clock'>): Promise<void> {
  await withTenant(pool, 'none', (db) => deleteExpiredAccessKeys(db, clock.now()));
}

/** Does so every quarter of an hour until stopped. */
export function keepForgettingKeys(services: Services, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    forgetExpiredKeys(services).catch((error: unknown) => log.warn({ err: error }, 'expired keys could not be dropped; tried again later'));
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
