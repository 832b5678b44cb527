import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { clientOf } from '../http/client-of.ts';
import { clearSessionCookie, readSignInCookies, setSessionCookie, signInCookie } from '../http/cookies.ts';
import { asProblem } from '../http/error-handler.ts';
import { networkOf } from '../http/rate-limit.ts';
import { ref, refusals } from '../http/schema.ts';
import { finishSignIn } from './finish-sign-in.ts';
import { SignInOptions } from './schemas.ts';
import { signInOptions } from './sign-in-options.ts';
import { startSignIn } from './start-sign-in.ts';
import { markOf, marksToDrop, openTransaction, safeNext } from './transaction.ts';

const tags = ['Access'];
const key = Type.String({ maxLength: 100, description: 'The key of an identity provider.' });

/** Signing in through an identity provider: the browser holds a cookie it cannot read, and never a token. */
export default async function oidcSignInRoutes(app: App): Promise<void> {
  const whose = 'Whose page it is, is told by the key of an identity provider, or by there being one provider only; otherwise nothing is told about anybody.';
  app.get(
    '/v1/session/options',
    { schema: { operationId: 'getSignInOptions', summary: 'Read what the sign-in page may offer', description: whose, tags, security: [], querystring: Type.Object({ sso: Type.Optional(key) }), response: { 200: ref(SignInOptions), ...refusals('400') } } },
    async ({ ctx, query }) => signInOptions(ctx, query.sso),
  );

  const away = { description: 'To the identity provider, or back to the sign-in page with `problem`.', headers: { location: { type: 'string' } } };
  const from = Type.Object({ key, next: Type.Optional(Type.String({ maxLength: 2000, description: 'A page of the console to go on to.' })) });
  app.get(
    '/v1/session/oidc/start',
    { schema: { operationId: 'startOidcSignIn', summary: 'Go to an identity provider to sign in', tags, security: [], querystring: from, response: { 302: Type.Unsafe<undefined>({ type: 'null', ...away }), ...refusals('400') } } },
    async (request, reply) => start(request, reply, request.query),
  );

  app.get(
    '/v1/session/oidc/callback',
    { schema: { operationId: 'finishOidcSignIn', summary: 'Come back from an identity provider', tags, security: [], response: { 302: Type.Unsafe<undefined>({ type: 'null', description: 'Into the console, or back to the sign-in page with `problem`.' }) } } },
    async (request, reply) => finish(request, reply),
  );
}

async function start(request: FastifyRequest, reply: FastifyReply, { key, next }: { key: string; next?: string }): Promise<FastifyReply> {
  const { publicUrl } = request.ctx.config;
  try {
    const { url, mark, sealed, expires } = await startSignIn(request.ctx, { key, next, network: networkOf(request.ip) });
    for (const over of marksToDrop(request.ctx.vault, readSignInCookies(request, publicUrl), sealed, request.ctx.clock.now())) clearSessionCookie(reply, signInCookie(over), publicUrl);
    setSessionCookie(reply, signInCookie(mark), sealed, { publicUrl, expires });
    return reply.redirect(url, 302);
  } catch (error) {
    return backToSignIn(request, reply, error, { key, next: safeNext(next) });
  }
}

async function finish(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { ctx } = request;
  const { publicUrl } = ctx.config;
  const query = request.url.split('?').slice(1).join('?');
  const mark = markOf(new URLSearchParams(query).get('state') ?? '');
  const held = readSignInCookies(request, publicUrl);
  // Without its own cookie the answer belongs to another sign-in of this browser, if there is one, which then goes on.
  const transaction = openTransaction(ctx.vault, held.get(mark) ?? [...held.values()][0] ?? null);
  if (held.has(mark)) clearSessionCookie(reply, signInCookie(mark), publicUrl);
  try {
    const { token, expires } = await finishSignIn(ctx, { transaction, query, ...clientOf(request) });
    setSessionCookie(reply, 'vestibule_session', token, { publicUrl, expires });
    return reply.redirect(`/admin${transaction?.next ?? '/'}`, 302);
  } catch (error) {
    return backToSignIn(request, reply, error, { key: transaction?.key, next: transaction?.next ?? '/' });
  }
}

/** A person looks at the answer, not a program: every refusal is a page in words. */
function backToSignIn(request: FastifyRequest, reply: FastifyReply, error: unknown, { key, next }: { key: string | undefined; next: string }): FastifyReply {
  const refusal = asProblem(error);
  if (refusal.kind === 'bug') request.log.error({ err: error }, 'a sign-in failed');
  const query = new URLSearchParams({ problem: refusal.code, ...(key && { sso: key }), ...(next !== '/' && { next }) });
  return reply.redirect(`/admin/sign-in?${query}`, 302);
}
