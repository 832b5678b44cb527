import type { FastifyReply } from 'fastify';
import type { App } from '../http/app-type.ts';
import { clientOf } from '../http/client-of.ts';
import { setSessionCookie } from '../http/cookies.ts';
import { networkOf } from '../http/rate-limit.ts';
import { nothing, ref, refusals } from '../http/schema.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { getSession, type Session as SignedIn } from './get-session.ts';
import { checkLink } from './open-link.ts';
import type { OpenedSession } from './open-session.ts';
import { requestPasswordReset, resetPassword } from './reset-password.ts';
import { AcceptInvitation, AdminLink, CompletePasswordReset, LinkToken, RequestPasswordReset, Session } from './schemas.ts';

const tags = ['Access'];
const security: never[] = [];

async function signedIn(reply: FastifyReply, { ctx, token, expires }: OpenedSession): Promise<SignedIn> {
  setSessionCookie(reply, 'vestibule_session', token, { publicUrl: ctx.config.publicUrl, expires });
  return getSession(ctx);
}

/** What a person without a session does with a mailed link: accept an invitation, choose a new password. */
export default async function linkRoutes(app: App): Promise<void> {
  const check = { description: 'For the page behind the link. Answers 410 once it was used, withdrawn or is too old.', tags, security, body: ref(LinkToken), response: { 200: ref(AdminLink), ...refusals('400', '403', '410', '429') } };
  app.post('/v1/invitation/check', { schema: { operationId: 'checkInvitation', summary: 'Whom is this invitation for?', ...check } }, async ({ ctx, body, ip }) => checkLink(ctx, 'admin_invitation', { ...body, network: networkOf(ip) }));

  app.post(
    '/v1/invitation/accept',
    { schema: { operationId: 'acceptInvitation', summary: 'Accept an invitation', description: 'Works once, and signs in.', tags, security, body: ref(AcceptInvitation), response: { 200: ref(Session), ...refusals('400', '403', '410', '429') } } },
    async (request, reply) => signedIn(reply, await acceptInvitation(request.ctx, { ...request.body, ...clientOf(request) })),
  );

  app.post(
    '/v1/password-reset',
    { schema: { operationId: 'requestPasswordReset', summary: 'Ask for a link to choose a new password', description: 'Every address is answered alike.', tags, security, body: ref(RequestPasswordReset), response: { 202: nothing('If somebody signs in with this address, a mail is on its way.'), ...refusals('400', '403', '429') } } },
    async ({ ctx, body, ip }, reply) => {
      await requestPasswordReset(ctx, { ...body, network: networkOf(ip) });
      return reply.code(202).send();
    },
  );

  app.post('/v1/password-reset/check', { schema: { operationId: 'checkPasswordReset', summary: 'Whom is this link for?', ...check } }, async ({ ctx, body, ip }) => checkLink(ctx, 'admin_reset', { ...body, network: networkOf(ip) }));

  app.post(
    '/v1/password-reset/complete',
    { schema: { operationId: 'completePasswordReset', summary: 'Choose a new password', description: 'Works once, ends all sessions and signs in.', tags, security, body: ref(CompletePasswordReset), response: { 200: ref(Session), ...refusals('400', '403', '410', '429') } } },
    async (request, reply) => signedIn(reply, await resetPassword(request.ctx, { ...request.body, ...clientOf(request) })),
  );
}
