import type { Context, Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { providersWithArrivals } from './chain-query.ts';
import { numberEvents } from './number-events.ts';

const EVERY_MS = 500;
const PROVIDERS_AT_ONCE = 200;

/** Numbers whatever waits, in all tenants, until nothing is left that this process may take. */
export async function numberWaiting(ctx: Context): Promise<void> {
  for (const providerId of await waitingProviders(ctx)) {
    while ((await numberEvents({ ...ctx, providerId })) > 0);
  }
}

/** Keeps the chains of all providers up to date. Runs in every worker; two never number the same provider at once. */
export function startSequencer(ctx: Context, onError: (error: unknown) => void): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = numberWaiting(ctx).catch(onError).finally(() => (busy = false));
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

const waitingProviders = ({ pool }: Services) => withTenant(pool, 'system', (db) => providersWithArrivals(db, PROVIDERS_AT_ONCE));
