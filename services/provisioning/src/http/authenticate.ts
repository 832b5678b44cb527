import type { FastifyRequest } from 'fastify';
import type { Actor, Context } from '../context.ts';
import { problem } from '../problems.ts';
import type { App } from './app-type.ts';
import { readSessionCookie, sessionCookies } from './cookies.ts';

/** Whom a key belongs to. */
export type Identified = { actor: Actor; providerId: string };

/** How keys are turned into people and programs; the features that own the keys know. */
export type Credentials = {
  /** `quietly`: looking is no use, so the session is not extended. */
  adminOfSession(ctx: Context, token: string, options?: { quietly: boolean }): Promise<Identified | null>;
  clientOfToken(ctx: Context, token: string): Promise<Identified | null>;
};

/**
 * Makes the bearer of a token an API client and the holder of a session an admin, for all routes of `app`.
 * A session that ended leaves a visitor; a token that is not valid is refused at once.
 * @throws access.signed_out for a wrong or expired token, access.cross_site as refuseCrossSite does.
 */
export function authenticate(app: App, credentials: Credentials): void {
  refuseCrossSite(app);
  app.decorateRequest('whoAsksNow');
  app.decorateRequest('challenge', '');
  app.addHook('onSend', async (request, reply) => {
    if (reply.statusCode === 401 && request.challenge) reply.header('www-authenticate', request.challenge);
  });
  app.addHook('onRequest', async (request) => {
    // Every 401 from here on says where a program finds out how to get a token (RFC 9728, section 5.1).
    const { publicUrl } = request.ctx.config;
    const challenge = `Bearer realm="vestibule", resource_metadata="${publicUrl}/.well-known/oauth-protected-resource"`;
    request.challenge = bearerOf(request) === null ? challenge : `${challenge}, error="invalid_token"`;
    const identified = await identify(request, credentials);
    if (identified) request.ctx = { ...request.ctx, ...identified };
    request.whoAsksNow = async () => {
      const now = await identify(request, credentials, { quietly: true }).catch(() => null);
      return now && { ...request.ctx, ...now };
    };
  });
}

async function identify(request: FastifyRequest, credentials: Credentials, options = { quietly: false }): Promise<Identified | null> {
  const { ctx } = request;
  const bearer = bearerOf(request);
  if (bearer !== null) {
    const client = await credentials.clientOfToken(ctx, bearer);
    if (!client) throw problem('access.signed_out', { detail: 'The access token is not valid or has expired.' });
    return client;
  }
  const session = readSessionCookie(request, 'vestibule_session', ctx.config.publicUrl);
  return session === null ? null : credentials.adminOfSession(ctx, session, options);
}

/**
 * Refuses a change that another site's page asks for with the visitor's cookies. A token is no cookie: no page can
 * make a browser add it. A request with a session must show that it comes from here; one that says it does not is
 * refused even without a session, or a stranger could sign somebody in.
 * @throws access.cross_site
 */
export function refuseCrossSite(app: App): void {
  app.addHook('onRequest', async (request) => {
    if (isSafe(request.method) || bearerOf(request) !== null) return;
    if (!isSameSite(request)) throw problem('access.cross_site');
  });
}

function isSameSite(request: FastifyRequest): boolean {
  const { ownHost, config: { publicUrl } } = request.ctx;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (request.headers.origin !== undefined) return request.headers.origin === (ownHost?.origin ?? publicUrl);
  return sessionCookies.every((cookie) => readSessionCookie(request, cookie, publicUrl) === null);
}

const isSafe = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

function bearerOf(request: FastifyRequest): string | null {
  const [, token] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  return token ?? null;
}
