import type { Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { findUnsettled } from './store.ts';

/** A wake-up has so long to arrive before it counts as lost. */
const LOST_AFTER_MS = 5_000;

/** Whose time has come and who were not taken up. */
export const findUnsettledUsers = ({ pool, clock }: Services, limit: number): Promise<Jobs['settle-scim-user'][]> =>
  withTenant(pool, 'system', (db) => findUnsettled(db, new Date(clock.now().getTime() - LOST_AFTER_MS), limit));
