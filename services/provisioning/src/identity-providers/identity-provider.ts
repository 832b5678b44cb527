import { parseEmailAddress } from '../mail/email-address.ts';
import { problem } from '../problems.ts';
import type { AdminRole } from '../context.ts';
import type { OidcClaims } from './oidc.ts';

/** One line of the list that turns groups into roles; the first that fits decides. */
export type RoleMapping = { group: string; role: AdminRole; templateIds: string[] | null };
export type GivenRole = { role: AdminRole; templateIds: string[] | null };

/** What we take from claims about a person. */
export type Identity = { issuer: string; subject: string; email: string | null; emailVerified: boolean; name: string | null; groups: string[] };

export const MAX_PROVIDERS = 10;
export const callbackOf = (publicUrl: string): string => `${publicUrl}/v1/session/oidc/callback`;
/** The page that shows this tenant's buttons; the key tells nothing and is no secret. */
export const signInLinkOf = (publicUrl: string, key: string): string => `${publicUrl}/admin/sign-in?sso=${key}`;

/**
 * An issuer, letter for letter as it names itself: `iss` is compared without any tidying.
 * @throws request.invalid
 */
export function issuerFrom(text: string): string {
  const issuer = text.trim();
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  const refuse = (message: string) => problem('request.invalid', { errors: [{ pointer: '/issuer', message }] });
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw refuse('must be an https address');
  if (url.protocol === 'http:' && !isLoopback(url)) throw refuse('must be an https address');
  if (url.username || url.password || /[?#]/.test(issuer)) throw refuse('must not hold credentials, a query or a fragment');
  if (issuer.includes('/.well-known/')) throw refuse('must be the issuer itself, without /.well-known/openid-configuration');
  return issuer;
}

/** Plain http is for tests on this very machine. */
export const isLoopback = ({ hostname }: URL): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** Reads `realm_access.roles` as well as a plain claim, a list as well as one word. */
export function groupsIn(claims: OidcClaims, claim: string | null): string[] {
  if (!claim) return [];
  const direct = claims[claim];
  const found = direct ?? claim.split('.').reduce<unknown>((value, name) => (typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined), claims);
  return (Array.isArray(found) ? found : [found]).filter((group): group is string => typeof group === 'string' && group !== '').slice(0, 1000);
}

/** Some providers write booleans as text. */
const isTrue = (value: unknown): boolean => value === true || value === 'true';

export function identityFrom(claims: OidcClaims, groupsClaim: string | null): Identity {
  const address = typeof claims['email'] === 'string' ? parseEmailAddress(claims['email'])?.address ?? null : null;
  const name = typeof claims['name'] === 'string' ? claims['name'].trim().slice(0, 100) : '';
  return { issuer: claims.iss, subject: claims.sub, email: address, emailVerified: address !== null && isTrue(claims['email_verified']), name: name || null, groups: groupsIn(claims, groupsClaim) };
}

/** The first line whose group the person has; null when none fits. */
export function mappedRole(mappings: readonly RoleMapping[], groups: readonly string[]): GivenRole | null {
  const line = mappings.find(({ group }) => groups.includes(group));
  return line ? { role: line.role, templateIds: line.templateIds } : null;
}

/** An empty list allows every domain. */
export const isAllowedDomain = (email: string, domains: readonly string[]): boolean => domains.length === 0 || domains.includes(email.split('@').at(-1) ?? '');

/** Domains as they are compared: lower-case A-labels. @throws request.invalid */
export function domainsFrom(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text, at) => {
    const domain = parseEmailAddress(`someone@${text.trim().replace(/^@/, '')}`)?.domain;
    if (!domain) throw problem('request.invalid', { errors: [{ pointer: `/allowedDomains/${at}`, message: 'must be a domain such as example.com' }] });
    return domain;
  }))];
}
