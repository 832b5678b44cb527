import { getSession } from '../admins/get-session.ts';
import { Session } from '../admins/schemas.ts';
import { signIn } from '../admins/sign-in.ts';
import type { App } from '../http/app-type.ts';
import { clientOf } from '../http/client-of.ts';
import { setSessionCookie } from '../http/cookies.ts';
import { networkOf } from '../http/rate-limit.ts';
import { ref, refusals } from '../http/schema.ts';
import { completeSetup } from './complete-setup.ts';
import { findSetup } from './find-setup.ts';
import { Setup, SetupLink, SetupOffer } from './schemas.ts';

const tags = ['Access'];

/** The first start: by the link in the api's log, and never again. */
export default async function setupRoutes(app: App): Promise<void> {
  const description = 'For the page behind the link in the api\'s log. Answers 410 once there is a provider.';
  app.post(
    '/v1/setup/check',
    { schema: { operationId: 'checkSetup', summary: 'Does this set-up link still work?', description, tags, security: [], body: ref(SetupLink), response: { 200: ref(SetupOffer), ...refusals('400', '403', '404', '410', '429') } } },
    async (request) => {
      const { expiresAt } = await findSetup(request.ctx, { ...request.body, network: networkOf(request.ip) });
      return { expiresAt: expiresAt ?? request.ctx.clock.now() };
    },
  );

  app.post(
    '/v1/setup',
    { schema: { operationId: 'completeSetup', summary: 'Create the first provider and its owner', description: 'Works once, and signs the owner in.', tags, security: [], body: ref(Setup), response: { 201: ref(Session), ...refusals('400', '403', '404', '409', '410', '429') } } },
    async (request, reply) => {
      const client = clientOf(request);
      const { email, password } = request.body;
      await completeSetup(request.ctx, { ...request.body, network: client.network });
      const { ctx, token, expires } = await signIn(request.ctx, { email, password, ...client });
      setSessionCookie(reply, 'vestibule_session', token, { publicUrl: ctx.config.publicUrl, expires });
      const session = await getSession(ctx);
      return reply.code(201).send(session);
    },
  );
}
