import type { Context } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { findProviderIds } from '../providers/find-provider-ids.ts';
import { sessionsEndedBefore } from './admin.ts';
import { deleteEndedSessions } from './session-query.ts';

const EVERY_MS = 15 * 60_000;
const PROVIDERS = 10_000;
const BATCH = 1_000;

/** Drops the rows of sessions that ended by time, of all tenants. What was signed out has no row any more. */
export async function forgetEndedSessions(ctx: Pick<Context, 'pool' | 'clock'>): Promise<void> {
  const ended = sessionsEndedBefore(ctx.clock.now());
  for (const providerId of await findProviderIds(ctx, PROVIDERS)) {
    const dropBatch = () => withTenant(ctx.pool, { providerId }, (db) => deleteEndedSessions(db, providerId, ended, BATCH));
    while ((await dropBatch()) === BATCH);
  }
}

/** Does so every quarter of an hour until stopped. */
export function keepForgettingSessions(ctx: Pick<Context, 'pool' | 'clock' | 'log'>): { stop(): void } {
  const timer = setInterval(() => {
    forgetEndedSessions(ctx).catch((error: unknown) => ctx.log.warn({ err: error }, 'ended sessions could not be dropped; tried again later'));
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
