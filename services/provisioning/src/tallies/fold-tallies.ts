import type { Log, Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { deleteCounts, foldMarks, providersWithMarks } from './store.ts';
import { connectorCounts, HOURLY_KEPT_MS } from './tallied.ts';

const EVERY_MS = 5_000;
const AT_ONCE = 5_000;

/** Folds what was counted into the tables that are read, of all tenants, and drops counts by the hour that are no longer asked for. */
export async function foldTallies({ pool, clock }: Pick<Services, 'pool' | 'clock'>): Promise<void> {
  const waiting = await withTenant(pool, 'system', (db) => providersWithMarks(db, 1_000));
  for (const providerId of waiting) {
    let moved = AT_ONCE;
    while (moved === AT_ONCE) moved = await withTenant(pool, { providerId }, (db) => foldMarks(db, providerId, AT_ONCE));
    await withTenant(pool, { providerId }, (db) => deleteCounts(db, providerId, connectorCounts, new Date(clock.now().getTime() - HOURLY_KEPT_MS)));
  }
}

/** Does so every few seconds until stopped. Reading is exact without it, and slower the longer it rests. */
export function keepFoldingTallies(services: Services, log: Log): { stop(): Promise<void> } {
  let working: Promise<void> = Promise.resolve();
  let busy = false;
  const round = async () => {
    if (busy) return;
    busy = true;
    await foldTallies(services).catch((error: unknown) => log.warn({ err: error }, 'counts could not be folded; tried again in a moment'));
    busy = false;
  };
  const timer = setInterval(() => (working = round()), EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}
