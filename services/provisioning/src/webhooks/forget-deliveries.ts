import type { Log, Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { dropOld, providersWithOld } from './queue-query.ts';
import { DAY_MS, KEPT_DAYS } from './webhook.ts';

const EVERY_MS = 15 * 60_000;
const PROVIDERS_AT_ONCE = 100;
const BATCH = 1_000;

/** Drops the deliveries of all tenants that have been kept long enough, with their attempts, a batch at a time. */
export async function forgetDeliveries({ pool, clock }: Pick<Services, 'pool' | 'clock'>): Promise<void> {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS);
  const providers = await withTenant(pool, 'system', (db) => providersWithOld(db, before, PROVIDERS_AT_ONCE));
  for (const providerId of providers) {
    while ((await withTenant(pool, { providerId }, (db) => dropOld(db, providerId, before, BATCH))) === BATCH);
  }
}

/** Does so every quarter of an hour until stopped. */
export function keepForgettingDeliveries(services: Services, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    forgetDeliveries(services).catch((error: unknown) => log.warn({ err: error }, 'old deliveries could not be dropped; tried again later'));
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
