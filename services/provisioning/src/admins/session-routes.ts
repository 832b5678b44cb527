import type { FastifyRequest } from 'fastify';
import type { App } from '../http/app-type.ts';
import { clientOf } from '../http/client-of.ts';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from '../http/cookies.ts';
import { nothing, ref, refusals } from '../http/schema.ts';
import { getSession } from './get-session.ts';
import { Session, SignIn } from './schemas.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

const tags = ['Access'];
const publicUrlOf = (request: FastifyRequest) => request.ctx.config.publicUrl;

/** The session of an admin in the console. */
export default async function sessionRoutes(app: App): Promise<void> {
  app.post(
    '/v1/session',
    { schema: { operationId: 'signIn', summary: 'Sign in', description: 'Sets the session cookie.', tags, security: [], body: ref(SignIn), response: { 200: ref(Session), ...refusals('400', '401', '403', '429') } } },
    async (request, reply) => {
      const { ctx, token, expires } = await signIn(request.ctx, { ...request.body, ...clientOf(request) });
      setSessionCookie(reply, 'vestibule_session', token, { publicUrl: publicUrlOf(request), expires });
      return reply.send(await getSession(ctx));
    },
  );

  app.get(
    '/v1/session',
    { schema: { operationId: 'getSession', summary: 'Read who is signed in', tags, security: [{ session: [] }], response: { 200: ref(Session), ...refusals('401', '403') } } },
    async ({ ctx }) => getSession(ctx),
  );

  app.delete(
    '/v1/session',
    { schema: { operationId: 'signOut', summary: 'Sign out', tags, security: [{ session: [] }], response: { 204: nothing('Signed out.'), ...refusals('403') } } },
    async (request, reply) => {
      const token = readSessionCookie(request, 'vestibule_session', publicUrlOf(request));
      if (token) await signOut(request.ctx, token);
      clearSessionCookie(reply, 'vestibule_session', publicUrlOf(request));
      return reply.code(204).send();
    },
  );
}
