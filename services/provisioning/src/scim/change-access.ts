import { deleteAccessKeys, endGrace } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { claimTemplate } from '../templates/load-template.ts';
import { describeAccess, type ScimAccess } from './describe-access.ts';
import { changeAccess, deleteAccess, findAccess } from './store.ts';

/** Sets the customer of users that come without one; null asks every user for one. @throws template.not_found, scim.access_off */
export async function changeScimAccess(ctx: Context, templateId: string, { spEnterpriseId }: { spEnterpriseId: string | null }): Promise<ScimAccess> {
  requireRight(ctx, 'templates:write');
  return inTransaction(ctx, async (ctx) => {
    await claimTemplate(ctx, templateId);
    const before = await findAccess(ctx.db, ctx.providerId, templateId);
    if (!before || !(await changeAccess(ctx.db, ctx.providerId, templateId, { spEnterpriseId }))) throw problem('scim.access_off');
    if (before.spEnterpriseId !== spEnterpriseId) await recordEvent(ctx, { type: 'template.scim_changed', templateId, data: { changes: { spEnterpriseId: { from: before.spEnterpriseId, to: spEnterpriseId } } } });
    return describeAccess(ctx, templateId);
  });
}

/** Every replaced token that still works stops doing so now; without one nothing happens. @throws template.not_found */
export async function endOldToken(ctx: Context, templateId: string): Promise<void> {
  requireRight(ctx, 'templates:write');
  await inTransaction(ctx, async (ctx) => {
    await claimTemplate(ctx, templateId);
    const ended = await endGrace(ctx.db, ctx.providerId, 'scim_token', templateId, ctx.clock.now());
    if (ended > 0) await recordEvent(ctx, { type: 'template.scim_old_token_ended', templateId, data: { tokens: ended } });
  });
}

/** No token opens the template any more. Users stay as they are, and are found again when a token is made later. @throws template.not_found */
export async function switchScimOff(ctx: Context, templateId: string): Promise<void> {
  requireRight(ctx, 'templates:write');
  await inTransaction(ctx, async (ctx) => {
    await claimTemplate(ctx, templateId);
    await deleteAccessKeys(ctx.db, ctx.providerId, 'scim_token', templateId);
    if (await deleteAccess(ctx.db, ctx.providerId, templateId)) await recordEvent(ctx, { type: 'template.scim_switched_off', templateId });
  });
}
