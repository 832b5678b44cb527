import { deleteAccessKeys } from '../access-keys/store.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import type { Client } from '../http/client-of.ts';
import { withdrawMessages } from '../mail/withdraw-messages.ts';
import { problem } from '../problems.ts';
import { requireLocalAccounts } from '../providers/require-local-accounts.ts';
import type { Language } from '../languages.ts';
import { actorOf } from './admin.ts';
import { holderOfLink, takeLink } from './open-link.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { requireGoodPassword } from './password-rules.ts';
import { hashPassword } from './password.ts';
import { type AdminRow, changeAdmin } from './store.ts';

export type AcceptInvitation = Client & { token: string; name: string; password: string; language?: Language };

/** Gives the invited admin a name and a password and signs in; of many at once one wins. @throws admin.link_unusable, admin.password_weak, access.local_accounts_off, access.too_many_attempts */
export async function acceptInvitation(ctx: Context, input: AcceptInvitation): Promise<OpenedSession> {
  const name = input.name.trim();
  const { providerId, email } = await holderOfLink(ctx, 'admin_invitation', input);
  await requireLocalAccounts({ ...ctx, providerId });
  requireGoodPassword(input.password, { email, name });
  const passwordHash = await hashPassword(input.password);
  return inTransaction({ ...ctx, providerId }, async (ctx) => {
    const admin = await takeLink(ctx, 'admin_invitation', input.token);
    await becomeActive(ctx, admin, { name, passwordHash, ...(input.language && { language: input.language }) });
    return openSession(ctx, admin, input);
  });
}

/**
 * The invited admin has proven to be the one: by the mailed link, or by a company account with the same verified address.
 * Checks no right; the caller holds the admin's row.
 */
export async function becomeActive(ctx: TxContext, admin: AdminRow, changes: { name?: string; passwordHash?: string; language?: Language } = {}): Promise<AdminRow> {
  const after = await changeAdmin(ctx.db, ctx.providerId, admin.id, { ...changes, invitedAt: null });
  if (!after) throw problem('admin.not_found');
  await deleteAccessKeys(ctx.db, ctx.providerId, 'admin_invitation', admin.id);
  await withdrawMessages(ctx, { adminId: admin.id }, 'admin_invitation', 'the invitation was accepted');
  await recordEvent({ ...ctx, actor: actorOf(after) }, { type: 'admin.accepted', subject: after.email, data: { adminId: admin.id, email: after.email, role: after.role } });
  return after;
}
