import { findKey } from '../access-keys/find-key.ts';
import { insertAccessKey } from '../access-keys/store.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { actorOf, emailFrom, sessionEnd, sessionExpiry } from './admin.ts';
import { verifyPassword } from './password.ts';
import { type AdminRow, findAdmin, findPasswordHash, insertSession, noteSignIn } from './store.ts';

export type SignIn = {
  email: string;
  password: string;
  /** Where the attempt comes from, as http/rate-limit.ts names it. */
  network: string;
};

const BUCKET = 'admin-sign-in';

/**
 * Opens a session of its own for every sign-in; none that existed before is reused.
 * An unknown address costs the same time and gets the same answer as a wrong password. Attempts are counted per address
 * and network together, so that a stranger cannot lock an admin out.
 * @returns the token for the cookie, when the cookie ends at the latest, and the context of who signed in.
 * @throws access.sign_in_refused, access.too_many_attempts
 */
export async function signIn(ctx: Context, input: SignIn): Promise<{ ctx: Context; token: string; expires: Date }> {
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
  return openSession({ ...ctx, providerId: admin.providerId, actor: actorOf(admin) }, admin);
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

async function openSession(ctx: Context, admin: AdminRow): Promise<{ ctx: Context; token: string; expires: Date }> {
  const token = ctx.vault.newToken('vss_');
  const now = ctx.clock.now();
  await inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    const id = ctx.ids.next();
    await insertSession(db, { providerId, id, adminId: admin.id, createdAt: now, lastSeenAt: now });
    await insertAccessKey(db, { kind: 'admin_session', keyHash: ctx.vault.hash('admin_session', token), providerId, subjectId: id, expiresAt: sessionExpiry(now, now) });
    await noteSignIn(db, providerId, admin.id, now);
    await recordEvent(ctx, { type: 'admin.signed_in', data: { adminId: admin.id, email: admin.email } });
  });
  return { ctx, token, expires: sessionEnd(now) };
}
