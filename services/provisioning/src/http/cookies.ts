import type { FastifyReply, FastifyRequest } from 'fastify';

/** Whose session a cookie holds. */
export type SessionCookie = (typeof sessionCookies)[number];
export const sessionCookies = ['vestibule_session', 'vestibule_activation'] as const;
/** And the one of a sign-in that is under way. */
type Cookie = SessionCookie | 'vestibule_oidc';

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
