import type { Log, Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { deleteExpiredIds, providersWithExpired } from './spent-ids-query.ts';

const EVERY_MS = 15 * 60_000;
const PROVIDERS_AT_ONCE = 1_000;

/** Drops the ids of tokens and assertions that have expired anyway, of all tenants. */
export async function forgetSpentIds({ pool, clock }: Pick<Services, 'pool' | 'clock'>): Promise<void> {
  const now = clock.now();
  for (const providerId of await withTenant(pool, 'system', (db) => providersWithExpired(db, now, PROVIDERS_AT_ONCE))) {
    await withTenant(pool, { providerId }, (db) => deleteExpiredIds(db, providerId, now));
  }
}

/** Does so every quarter of an hour until stopped. */
export function keepForgettingSpentIds(services: Services, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    forgetSpentIds(services).catch((error: unknown) => log.warn({ err: error }, 'spent token ids could not be dropped; tried again later'));
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
