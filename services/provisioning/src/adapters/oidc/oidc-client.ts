import * as client from 'openid-client';
import { isLoopback } from '../../identity-providers/identity-provider.ts';
import { type Oidc, type OidcClaims, OidcFailure, type OidcRequest, type OidcSettings } from '../../identity-providers/oidc.ts';
import { failureOf } from './failure.ts';
import { fetchGuarded } from './fetch-guarded.ts';
import { probe } from './probe.ts';

const KEEP_MS = 10 * 60_000;
const MOST = 200;

/** Discovers and keeps what identity providers publish about themselves. */
export type Discover = (settings: OidcSettings) => Promise<client.Configuration>;

/**
 * Speaks OpenID Connect. What a provider publishes is kept for ten minutes in this process; a failure is not kept, so that the next
 * attempt asks again.
 */
export function createOidc({ allowPrivate, now = Date.now }: { allowPrivate: boolean; now?: () => number }): Oidc {
  const ask = fetchGuarded(allowPrivate);
  const discoverNow: Discover = (settings) => discoverWith(ask, settings);
  const known = new Map<string, { until: number; found: Promise<client.Configuration> }>();
  const discover: Discover = (settings) => {
    const name = JSON.stringify([settings.issuer, settings.clientId, settings.clientSecret]);
    const kept = known.get(name);
    if (kept && kept.until > now()) return kept.found;
    known.delete(name);
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size >= MOST) known.delete(oldest);
    const found = discoverNow(settings);
    known.set(name, { until: now() + KEEP_MS, found });
    found.catch(() => known.delete(name));
    return found;
  };
  return {
    authorizationUrl: (settings, request) => orFailure(async () => authorizationUrl(await discover(settings), settings, request)),
    redeem: (settings, request, callbackUrl) => orFailure(async () => redeem(await discover(settings), request, callbackUrl)),
    probe: (settings, redirectUri) => probe(discoverNow, ask, settings, redirectUri),
  };
}

async function orFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof OidcFailure ? error : failureOf(error);
  }
}

async function discoverWith(ask: client.CustomFetch, { issuer, clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  const url = new URL(issuer);
  const insecure = url.protocol === 'http:' && isLoopback(url) ? [client.allowInsecureRequests] : [];
  // Signatures are checked although the token comes straight from the provider: TLS may end at somebody else's proxy.
  const execute = [...insecure, client.enableNonRepudiationChecks];
  return client.discovery(url, clientId, clientSecret, undefined, { execute, [client.customFetch]: ask });
}

async function authorizationUrl(configuration: client.Configuration, settings: OidcSettings, { redirectUri, state, nonce, codeVerifier }: OidcRequest): Promise<string> {
  const scope = [...new Set(['openid', ...settings.scopes])].join(' ');
  const code_challenge = await client.calculatePKCECodeChallenge(codeVerifier);
  return client.buildAuthorizationUrl(configuration, { redirect_uri: redirectUri, scope, state, nonce, code_challenge, code_challenge_method: 'S256' }).href;
}

async function redeem(configuration: client.Configuration, { state, nonce, codeVerifier }: OidcRequest, callbackUrl: string): Promise<OidcClaims> {
  const tokens = await client.authorizationCodeGrant(configuration, new URL(callbackUrl), { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true });
  const inToken = tokens.claims();
  if (!inToken) throw new OidcFailure('answer_invalid', 'the answer holds no id token');
  const { userinfo_endpoint: hasMore } = configuration.serverMetadata();
  const more = hasMore ? await client.fetchUserInfo(configuration, tokens.access_token, inToken.sub) : {};
  return merged(inToken, more);
}

/** The signed token comes first; an address and its proof are taken from the same place, since they belong together. */
function merged(inToken: client.IDToken, more: Readonly<Record<string, unknown>>): OidcClaims {
  const { email, email_verified: verified, ...rest } = inToken;
  const address = email !== undefined && verified !== undefined ? { email, email_verified: verified } : { email: more['email'] ?? email, email_verified: more['email'] === undefined ? verified : more['email_verified'] };
  return { ...more, ...rest, ...address };
}
