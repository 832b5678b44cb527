import * as client from 'openid-client';
import type { OidcFinding, OidcSettings } from '../../identity-providers/oidc.ts';
import type { Discover } from './oidc-client.ts';
import { codesOf, failureOf, inWords } from './failure.ts';

/** Discovery, then our credentials, then our address: each step needs the one before. */
export async function probe(discover: Discover, ask: client.CustomFetch, settings: OidcSettings, redirectUri: string): Promise<OidcFinding[]> {
  let configuration: client.Configuration;
  try {
    configuration = await discover(settings);
  } catch (error) {
    const code = failureOf(error).reason === 'unreachable' && !codesOf(error).some((word) => word.startsWith('OAUTH_RESPONSE')) ? 'issuer.unreachable' : 'issuer.not_oidc';
    return [{ code, severity: 'problem', detail: inWords(error) }];
  }
  const findings: OidcFinding[] = [{ code: 'issuer.reachable', severity: 'ok', detail: configuration.serverMetadata().issuer }];
  if (!configuration.serverMetadata().supportsPKCE()) findings.push({ code: 'issuer.no_pkce', severity: 'warning', detail: null });
  return [...findings, await credentials(configuration, redirectUri), await address(ask, configuration, settings, redirectUri)];
}

/** Redeems a made-up code: whoever takes our credentials complains about the code, whoever does not complains about us. */
async function credentials(configuration: client.Configuration, redirectUri: string): Promise<OidcFinding> {
  try {
    await client.genericGrantRequest(configuration, 'authorization_code', { code: 'connection-test', redirect_uri: redirectUri, code_verifier: client.randomPKCECodeVerifier() });
  } catch (error) {
    if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') return { code: 'client.accepted', severity: 'ok', detail: null };
    if (failureOf(error).reason === 'misconfigured') return { code: 'client.refused', severity: 'problem', detail: inWords(error) };
    return { code: 'client.unclear', severity: 'warning', detail: inWords(error) };
  }
  return { code: 'client.unclear', severity: 'warning', detail: null };
}

/** Asks for a sign-in without showing anything (`prompt=none`): the answer comes back to our address only if it is registered. */
async function address(ask: client.CustomFetch, configuration: client.Configuration, settings: OidcSettings, redirectUri: string): Promise<OidcFinding> {
  const code_challenge = await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier());
  const scope = [...new Set(['openid', ...settings.scopes])].join(' ');
  const url = client.buildAuthorizationUrl(configuration, { redirect_uri: redirectUri, scope, state: client.randomState(), nonce: client.randomNonce(), prompt: 'none', code_challenge, code_challenge_method: 'S256' });
  const answer = await ask(url.href, { method: 'GET', headers: { accept: 'text/html' }, body: null, redirect: 'manual' }).catch(() => null);
  const comesBack = answer !== null && answer.status >= 300 && answer.status < 400 && (answer.headers.get('location') ?? '').startsWith(redirectUri);
  return comesBack ? { code: 'redirect_uri.accepted', severity: 'ok', detail: null } : { code: 'redirect_uri.unclear', severity: 'warning', detail: answer ? `HTTP ${answer.status}` : null };
}
