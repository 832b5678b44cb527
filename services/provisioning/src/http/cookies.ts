import type { FastifyReply, FastifyRequest } from 'fastify';

/** Whose session a cookie holds. */
export type SessionCookie = (typeof sessionCookies)[number];
export const sessionCookies = ['vestibule_session', 'vestibule_activation'] as const;
/** And those of sign-ins that are under way, one each. */
const OIDC = 'vestibule_oidc_';
type Cookie = SessionCookie | `${typeof OIDC}${string}`;
export const signInCookie = (mark: string): Cookie => `${OIDC}${mark}`;

/**
 * `__Host-` binds a cookie to this very host and to https, so that no neighbour can plant one.
 * Browsers refuse the prefix on http, which only a demo or a test uses.
 */
const nameOf = (cookie: Cookie, publicUrl: string) => (isSecure(publicUrl) ? `__Host-${cookie}` : cookie);
const isSecure = (publicUrl: string) => publicUrl.startsWith('https:');
const attributes = (publicUrl: string) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(publicUrl) }) as const;

export function setSessionCookie(reply: FastifyReply, cookie: Cookie, token: string, { publicUrl, expires }: { publicUrl: string; expires: Date }): void {
  reply.setCookie(nameOf(cookie, publicUrl), token, { ...attributes(publicUrl), expires });
}

export function clearSessionCookie(reply: FastifyReply, cookie: Cookie, publicUrl: string): void {
  reply.clearCookie(nameOf(cookie, publicUrl), attributes(publicUrl));
}

/** The token, or null when the browser sent none. */
export function readSessionCookie(request: FastifyRequest, cookie: Cookie, publicUrl: string): string | null {
  return request.cookies[nameOf(cookie, publicUrl)] || null;
}

/** The sign-ins this browser has under way, by their marks. */
export function readSignInCookies(request: FastifyRequest, publicUrl: string): Map<string, string> {
  const prefix = nameOf(OIDC, publicUrl);
  const found = Object.entries(request.cookies).filter((entry): entry is [string, string] => entry[0].startsWith(prefix) && Boolean(entry[1]));
  return new Map(found.map(([name, value]) => [name.slice(prefix.length), value]));
}
