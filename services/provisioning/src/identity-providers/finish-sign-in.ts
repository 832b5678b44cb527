import { type OpenedSession, openSession } from '../admins/open-session.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import type { Client } from '../http/client-of.ts';
import { Problem, problem } from '../problems.ts';
import { same } from '../vault.ts';
import { admit } from './admit.ts';
import { callbackOf, type Identity, identityFrom } from './identity-provider.ts';
import { settingsOf } from './load-identity-provider.ts';
import { OidcFailure } from './oidc.ts';
import { findByKey, problemOf } from './start-sign-in.ts';
import type { IdentityProviderRow } from './store.ts';
import type { Transaction } from './transaction.ts';

/**
 * Takes what the identity provider sent the browser back with, once, and opens a session for the admin it stands for.
 * @param query of the callback, without the question mark.
 * @throws oidc.* and access.too_many_attempts; nobody is signed in then.
 */
export async function finishSignIn(anybody: Context, { transaction, query, ...client }: Client & { transaction: Transaction | null; query: string }): Promise<OpenedSession> {
  await anybody.limiter.consume('oidc-callback', client.network, { points: anybody.config.limits.signInsPerNetworkPerMinute, seconds: 60 });
  if (!transaction) throw problem('oidc.other_browser');
  if (transaction.until <= anybody.clock.now().getTime()) throw problem('oidc.expired');
  if (!same(new URLSearchParams(query).get('state') ?? '', transaction.state)) throw problem('oidc.other_sign_in');
  // One use in all processes, whatever the identity provider makes of a second one.
  await anybody.limiter.consume('oidc-state', transaction.state, { points: 1, seconds: 900, refusal: 'oidc.already_used' });
  const { ctx, row } = await findByKey(anybody, transaction.key);
  const identity = await identify(ctx, row, transaction, query);
  try {
    return await openSession(ctx, await admit(ctx, row, identity), client);
  } catch (error) {
    if (error instanceof Problem) await noteRefusal(ctx, row, identity, error);
    throw error;
  }
}

async function identify(ctx: Context, row: IdentityProviderRow, { state, nonce, codeVerifier }: Transaction, query: string): Promise<Identity> {
  const redirectUri = callbackOf(ctx.config.publicUrl);
  try {
    const claims = await ctx.oidc.redeem(settingsOf(ctx, row), { redirectUri, state, nonce, codeVerifier }, `${redirectUri}?${query}`);
    return identityFrom(claims, row.groupsClaim);
  } catch (error) {
    if (!(error instanceof OidcFailure)) throw error;
    ctx.log.warn({ identityProviderId: row.id, issuer: row.issuer, reason: error.reason, cause: error.message }, 'a sign-in came to nothing');
    throw problemOf(error.reason);
  }
}

/** Who was refused is a fact an owner wants to see; the identity provider has vouched for it, so that no stranger can fill the log. */
async function noteRefusal(ctx: Context, row: IdentityProviderRow, { subject, email, emailVerified }: Identity, { code }: Problem): Promise<void> {
  ctx.log.warn({ identityProviderId: row.id, refusal: code }, 'somebody was signed in by the identity provider and refused by us');
  await inTransaction(ctx, (ctx) => recordEvent(ctx, { type: 'admin.sign_in_refused', data: { identityProviderId: row.id, subject, email, emailVerified, reason: code } }));
}
