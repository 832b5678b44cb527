import type { Log, Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { DRAFT_KEPT_MS, RESULTS_KEPT_MS } from './bulk-operation.ts';
import { deleteItems } from './items-query.ts';
import { findExpired, removeBulk } from './store.ts';

const EVERY_MS = 15 * 60_000;
const BATCH = 100;
/** A list may be a million users long; one transaction drops so many of them. */
const ITEMS = 10_000;

/**
 * Drops what has been kept long enough, of all tenants: imports that were never started, and operations that have ended, with their
 * users and the rows of their file. The events that tell of them stay.
 */
export async function forgetBulkOperations(services: Pick<Services, 'pool' | 'clock'>): Promise<void> {
  const { pool, clock } = services;
  const now = clock.now().getTime();
  const before = { drafts: new Date(now - DRAFT_KEPT_MS), ended: new Date(now - RESULTS_KEPT_MS) };
  const expired = await withTenant(pool, 'system', (db) => findExpired(db, before, BATCH));
  for (const bulk of expired) {
    const { providerId } = bulk;
    const dropSome = () => withTenant(pool, { providerId }, (db) => deleteItems(db, bulk, ITEMS));
    // A draft may be started at this moment, so it goes at once or not at all; its file is never that long.
    if (bulk.state !== 'draft') while ((await dropSome()) === ITEMS);
    await withTenant(pool, { providerId }, (db) => removeBulk(db, bulk));
  }
  if (expired.length === BATCH) await forgetBulkOperations(services);
}

/** Does so every quarter of an hour until stopped. */
export function keepForgettingBulkOperations(services: Services, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    forgetBulkOperations(services).catch((error: unknown) => log.warn({ err: error }, 'old bulk operations could not be dropped; tried again later'));
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
