import { type Context, inTransaction } from '../context.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { Problem } from '../problems.ts';
import { getTemplateFor } from '../templates/load-template.ts';
import { settleUser } from './settle-user.ts';
import { findAccess, lockUser, noteRefusal, setSettleAt } from './store.ts';

/** The wake-up of a user for whom an identity system wanted something while work was running. */
export async function handleSettleScimUser(ctx: Context, { providerId, scimUserId }: Jobs['settle-scim-user']): Promise<void> {
  const named: Context = { ...ctx, providerId };
  await inTransaction(named, async (ctx) => {
    const row = await lockUser(ctx.db, providerId, scimUserId);
    const template = row?.settleAt ? await getTemplateFor(ctx, row.templateId) : null;
    if (row && template) await settleUser({ ...ctx, actor: { kind: 'identity_system', id: template.id, name: template.name } }, template, row, { handOver: false });
  }).catch((error: unknown) => giveUp(named, providerId, scimUserId, error));
}

/** What cannot be made true is no longer tried; the page of the template says why. */
async function giveUp(ctx: Context, providerId: string, scimUserId: string, error: unknown): Promise<void> {
  if (!(error instanceof Problem) || error.code === 'subscriber.action_not_allowed') throw error;
  await inTransaction(ctx, async (ctx) => {
    const row = await lockUser(ctx.db, providerId, scimUserId);
    if (!row) return;
    await setSettleAt(ctx.db, row, null);
    if (await findAccess(ctx.db, providerId, row.templateId)) await noteRefusal(ctx.db, providerId, row.templateId, { reason: error.code, call: 'PATCH /Users', field: null }, ctx.clock.now());
  });
}
