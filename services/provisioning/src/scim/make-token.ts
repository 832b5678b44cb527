import { insertAccessKey, withdrawAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { claimTemplate } from '../templates/load-template.ts';
import { describeAccess, type ScimAccess } from './describe-access.ts';
import { findAccess, putAccess } from './store.ts';

const HOUR_MS = 3_600_000;

/**
 * Makes the token by which an identity system hands users over to a template. One that was there before works on for `graceHours`.
 * @param settings.spEnterpriseId the customer of users that come without one; absent, it stays.
 * @returns the access and, this once, the token.
 * @throws template.not_found
 */
export async function makeToken(ctx: Context, templateId: string, { graceHours, ...settings }: { graceHours: number; spEnterpriseId?: string | null }): Promise<{ access: ScimAccess; token: string }> {
  requireRight(ctx, 'templates:write');
  const token = ctx.vault.newToken('vscim_');
  const access = await inTransaction(ctx, async (ctx) => {
    // Held, so that of two at once the later one withdraws what the earlier one made.
    await claimTemplate(ctx, templateId);
    const now = ctx.clock.now();
    const until = new Date(now.getTime() + graceHours * HOUR_MS);
    const before = await findAccess(ctx.db, ctx.providerId, templateId);
    await withdrawAccessKeys(ctx.db, ctx.providerId, 'scim_token', templateId, until);
    await insertAccessKey(ctx.db, { kind: 'scim_token', keyHash: ctx.vault.hash('scim_token', token), providerId: ctx.providerId, subjectId: templateId });
    await putAccess(ctx.db, { providerId: ctx.providerId, ...settings, templateId, tokenEnd: token.slice(-4), tokenMadeAt: now });
    await recordEvent(ctx, { type: 'template.scim_token_made', templateId, data: { graceHours, oldTokenUntil: before ? until.toISOString() : null } });
    return describeAccess(ctx, templateId);
  });
  return { access, token };
}
