import { insertAccessKey } from '../access-keys/store.ts';
import type { Context } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { findProviderIds } from '../providers/find-provider-ids.ts';
import { SETUP_HOURS, setupLinkEnd, setupLinkOf } from './setup.ts';

/**
 * While no provider exists, prints one line with a link of its own by which the first one is made. Links of other processes, and
 * those printed before, go on working until their time is over or one of them was used.
 */
export async function offerSetup(ctx: Context): Promise<void> {
  if ((await findProviderIds(ctx, 1)).length > 0) return;
  const token = ctx.vault.newLinkKey();
  const key = { kind: 'setup', keyHash: ctx.vault.hash('setup', token), providerId: ctx.ids.next(), subjectId: ctx.ids.next(), expiresAt: setupLinkEnd(ctx.clock.now()) };
  await withTenant(ctx.pool, 'none', (db) => insertAccessKey(db, key));
  ctx.log.info({}, `nobody can sign in yet: open ${setupLinkOf(ctx.config.publicUrl, token)} within ${SETUP_HOURS} hours to create the first provider and its owner`);
}
