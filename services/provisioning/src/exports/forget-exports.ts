import type { Log, Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { findExpired, removeExport } from './store.ts';

const EVERY_MS = 15 * 60_000;
const BATCH = 100;

/** Drops the files that have been kept long enough, of all tenants; the events that tell of them stay. */
export async function forgetExports({ pool, clock }: Pick<Services, 'pool' | 'clock'>): Promise<void> {
  const expired = await withTenant(pool, 'system', (db) => findExpired(db, clock.now(), BATCH));
  for (const { providerId, id } of expired) await withTenant(pool, { providerId }, (db) => removeExport(db, providerId, id));
  if (expired.length === BATCH) await forgetExports({ pool, clock });
}

/** Does so every quarter of an hour until stopped. */
export function keepForgettingExports(services: Services, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    forgetExports(services).catch((error: unknown) => log.warn({ err: error }, 'old exports could not be dropped; tried again later'));
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
