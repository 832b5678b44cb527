import { findKey } from '../access-keys/find-key.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import type { Client } from '../http/client-of.ts';
import { problem } from '../problems.ts';
import { requireLocalAccounts } from '../providers/require-local-accounts.ts';
import { emailFrom } from './admin.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { verifyPassword } from './password.ts';
import { type AdminRow, findAdmin, findPasswordHash } from './store.ts';

export type SignIn = Client & { email: string; password: string };

const BUCKET = 'admin-sign-in';

/**
 * Signs an admin in by password.
 * An unknown address costs the same time and gets the same answer as a wrong password. Attempts are counted per address
 * and network together, so that a stranger cannot lock an admin out.
 * @throws access.sign_in_refused, access.too_many_attempts, and access.local_accounts_off once the password was right
 */
export async function signIn(ctx: Context, input: SignIn): Promise<OpenedSession> {
  const email = emailFrom(input.email);
  const who = `${email} ${input.network}`;
  const { limits } = ctx.config;
  await ctx.limiter.consume(`${BUCKET}-network`, input.network, { points: limits.signInsPerNetworkPerMinute, seconds: 60 });
  await ctx.limiter.consume(BUCKET, who, { points: limits.signInsPerUserPer15Minutes, seconds: 900 });

  const { admin, passwordHash } = await adminByEmail(ctx, email);
  if (!(await verifyPassword(passwordHash, input.password)) || !admin) {
    if (admin) noteRefusal({ ...ctx, providerId: admin.providerId }, admin);
    throw problem('access.sign_in_refused');
  }
  await ctx.limiter.forget(BUCKET, who);
  await requireLocalAccounts({ ...ctx, providerId: admin.providerId });
  return openSession(ctx, admin, input);
}

/** Nobody waits for it, or the time of the answer would tell which addresses exist. */
function noteRefusal(ctx: Context, { id, email }: AdminRow): void {
  inTransaction(ctx, (ctx) => recordEvent(ctx, { type: 'admin.sign_in_refused', data: { adminId: id, email } })).catch((error: unknown) => ctx.log.warn({ err: error }, 'a refused sign-in could not be recorded'));
}

/** Does the same work for an address that does not exist: a random id of nobody is looked up instead. */
async function adminByEmail(ctx: Context, email: string): Promise<{ admin: AdminRow | null; passwordHash: string | null }> {
  const { providerId, subjectId } = (await findKey(ctx, 'admin_email', email)) ?? { providerId: ctx.ids.next(), subjectId: ctx.ids.next() };
  return inTransaction({ ...ctx, providerId }, async ({ db }) => ({
    admin: await findAdmin(db, providerId, subjectId),
    passwordHash: await findPasswordHash(db, providerId, subjectId),
  }));
}
