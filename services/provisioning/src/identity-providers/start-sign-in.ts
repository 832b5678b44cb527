import { findKey } from '../access-keys/find-key.ts';
import { type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { callbackOf } from './identity-provider.ts';
import { settingsOf } from './load-identity-provider.ts';
import { OidcFailure, type OidcFailureReason } from './oidc.ts';
import { findIdentityProvider, type IdentityProviderRow } from './store.ts';
import { markOf, safeNext, sealTransaction, transactionEnd } from './transaction.ts';

/** Tells what an identity provider did in words for the person; what exactly happened is for the log. */
export const problemOf = (reason: OidcFailureReason) => problem(`oidc.${reason}`);

/** @throws oidc.not_configured for a key of nobody, and for a provider that is switched off */
export async function findByKey(ctx: Context, key: string): Promise<{ ctx: Context; row: IdentityProviderRow }> {
  const found = await findKey(ctx, 'identity_provider', key);
  if (!found) throw problem('oidc.not_configured');
  const tenant: Context = { ...ctx, providerId: found.providerId, actor: { kind: 'system', id: null, name: 'oidc-sign-in' } };
  const row = await inTransaction(tenant, ({ db, providerId }) => findIdentityProvider(db, providerId, found.subjectId));
  if (!row?.enabled) throw problem('oidc.not_configured');
  return { ctx: tenant, row };
}

/**
 * Begins a sign-in; nothing is written down on our side.
 * @returns where to send the browser, and what it must bring back.
 * @throws oidc.not_configured, oidc.unreachable, oidc.misconfigured, access.too_many_attempts
 */
export async function startSignIn(anybody: Context, { key, next, network }: { key: string; next: string | undefined; network: string }): Promise<{ url: string; mark: string; sealed: string; expires: Date }> {
  await anybody.limiter.consume('oidc-start', network, { points: anybody.config.limits.signInsPerNetworkPerMinute, seconds: 60 });
  const { ctx, row } = await findByKey(anybody, key);
  const { vault, config, clock } = ctx;
  const random = { state: vault.newToken(), nonce: vault.newToken(), codeVerifier: vault.newToken() };
  try {
    const url = await ctx.oidc.authorizationUrl(settingsOf(ctx, row), { ...random, redirectUri: callbackOf(config.publicUrl) });
    const expires = transactionEnd(clock.now());
    return { url, expires, mark: markOf(random.state), sealed: sealTransaction(vault, { ...random, key, next: safeNext(next), until: expires.getTime() }) };
  } catch (error) {
    if (!(error instanceof OidcFailure)) throw error;
    ctx.log.warn({ identityProviderId: row.id, issuer: row.issuer, reason: error.reason, cause: error.message }, 'a sign-in could not begin');
    throw problemOf(error.reason);
  }
}
