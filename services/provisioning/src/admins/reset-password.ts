import { setTimeout as pause } from 'node:timers/promises';
import { findKey } from '../access-keys/find-key.ts';
import { deleteAccessKeys, insertAccessKey } from '../access-keys/store.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import type { Client } from '../http/client-of.ts';
import { queueMessage } from '../mail/queue-message.ts';
import { Problem } from '../problems.ts';
import { findProviderIds } from '../providers/find-provider-ids.ts';
import { hasLocalAccounts, requireLocalAccounts } from '../providers/require-local-accounts.ts';
import { emailFrom, resetEnd, resetLinkOf, stateOf } from './admin.ts';
import { setPassword } from './change-password.ts';
import { dropSessions } from './end-sessions.ts';
import { holderOfLink, takeLink } from './open-link.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { requireGoodPassword } from './password-rules.ts';
import { hashPassword } from './password.ts';
import { findAdmin } from './store.ts';

/** Longer than the work takes, so that the time of the answer tells no more than its words. */
const SAME_TIME_MS = 400;

/**
 * Mails a link for a new password to an active admin who has one. Whoever asks learns nothing: every address is answered alike,
 * in words and in time, and one that has had its share of mails simply gets no further one.
 * @throws access.too_many_attempts for a network that asks too often, access.local_accounts_off where nobody has a password that counts.
 */
export async function requestPasswordReset(ctx: Context, input: { email: string; network: string }): Promise<void> {
  const email = emailFrom(input.email);
  await ctx.limiter.consume('admin-reset-network', input.network, { points: ctx.config.limits.signInsPerUserPer15Minutes, seconds: 900 });
  await requireAnyLocalAccounts(ctx);
  await Promise.all([pause(SAME_TIME_MS), mailLink(ctx, email)]);
}

/** Told only where there is one provider, whose sign-in page says the same; where there are several, it would tell whose an address is. */
async function requireAnyLocalAccounts(ctx: Context): Promise<void> {
  const [providerId, ...others] = await findProviderIds(ctx, 2);
  if (providerId && others.length === 0) await requireLocalAccounts({ ...ctx, providerId });
}

async function mailLink(ctx: Context, email: string): Promise<void> {
  const { providerId, subjectId } = (await findKey(ctx, 'admin_email', email)) ?? { providerId: null, subjectId: '' };
  if (!providerId || !(await isWithinLimit(ctx, email))) return;
  await inTransaction({ ...ctx, providerId }, async (ctx) => {
    const admin = await findAdmin(ctx.db, providerId, subjectId);
    if (!admin?.hasPassword || stateOf(admin) !== 'active' || !(await hasLocalAccounts(ctx))) return;
    const token = ctx.vault.newLinkKey();
    const expiresAt = resetEnd(ctx.clock.now());
    await deleteAccessKeys(ctx.db, providerId, 'admin_reset', admin.id);
    await insertAccessKey(ctx.db, { kind: 'admin_reset', keyHash: ctx.vault.hash('admin_reset', token), providerId, subjectId: admin.id, expiresAt });
    const secrets = { link: resetLinkOf(ctx.config.publicUrl, token), name: admin.name, expiresAt: expiresAt.toISOString() };
    await queueMessage(ctx, { adminId: admin.id, kind: 'admin_password_reset', to: admin.email, language: admin.language ?? 'en', secrets });
    await recordEvent(ctx, { type: 'admin.reset_requested', subject: admin.email, data: { adminId: admin.id, email: admin.email } });
  });
}

async function isWithinLimit(ctx: Context, email: string): Promise<boolean> {
  const limit = { points: ctx.config.limits.mailsPerAddressPerHour, seconds: 3_600 };
  return ctx.limiter.consume('mails-per-address-hour', email, limit).then(
    () => true,
    (refusal: unknown) => {
      if (refusal instanceof Problem) return false;
      throw refusal;
    },
  );
}

/** Sets a new password, ends all the admin's sessions and opens a new one. @throws admin.link_unusable, admin.password_weak, access.local_accounts_off, access.too_many_attempts */
export async function resetPassword(ctx: Context, input: Client & { token: string; password: string }): Promise<OpenedSession> {
  const { providerId, email, name } = await holderOfLink(ctx, 'admin_reset', input);
  await requireLocalAccounts({ ...ctx, providerId });
  requireGoodPassword(input.password, { email, name });
  const passwordHash = await hashPassword(input.password);
  return inTransaction({ ...ctx, providerId }, async (ctx: TxContext) => {
    const admin = await takeLink(ctx, 'admin_reset', input.token);
    await dropSessions(ctx, admin.id);
    await setPassword(ctx, admin, passwordHash, 'reset');
    return openSession(ctx, admin, input);
  });
}
