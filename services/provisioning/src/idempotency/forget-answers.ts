import type { Log, Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { deleteExpired, findExpired } from './store.ts';

const EVERY_MS = 15 * 60_000;
const BATCH = 1_000;

/** Drops answers that are too old to be given again, of all tenants. */
export async function forgetAnswers({ pool, clock }: Pick<Services, 'pool' | 'clock'>): Promise<void> {
  const now = clock.now();
  const expired = await withTenant(pool, 'system', (db) => findExpired(db, now, BATCH));
  for (const [providerId, rows = []] of Object.entries(Object.groupBy(expired, (row) => row.providerId))) {
    await withTenant(pool, { providerId }, (db) => deleteExpired(db, providerId, rows.map(({ keyHash }) => keyHash), now));
  }
  if (expired.length === BATCH) await forgetAnswers({ pool, clock });
}

/** Does so every quarter of an hour until stopped. */
export function keepForgettingAnswers(services: Services, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    forgetAnswers(services).catch((error: unknown) => log.warn({ err: error }, 'old answers could not be dropped; tried again later'));
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
