import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { readSessionCookie, setSessionCookie } from '../http/cookies.ts';
import { networkOf } from '../http/rate-limit.ts';
import { ref, refusals } from '../http/schema.ts';
import { describeActivation } from './describe-activation.ts';
import { signInInvited, viewInvitation } from './invited-sign-in.ts';
import { openActivationPage } from './open-activation-page.ts';
import { Activation, ActivationPage, InvitationKeyBody, InvitationView, InvitedSignInBody, SignInBody } from './schemas.ts';
import { type SignedIn, signIn } from './sign-in.ts';

export const COOKIE = 'vestibule_activation';
const tags = ['Activation'];

/** The token of the visit, or null. */
export const tokenOf = (request: FastifyRequest): string | null => readSessionCookie(request, COOKIE, request.ctx.config.publicUrl);

const params = Type.Object({ shareKey: Type.String({ maxLength: 64 }) });

/** Hands the visit's token to the browser and answers with where the person stands. */
function letIn(reply: FastifyReply, { ctx, token, visit }: SignedIn) {
  setSessionCookie(reply, COOKIE, token, { publicUrl: ctx.config.publicUrl, expires: new Date(visit.expiresAt.getTime() + 86_400_000) });
  return describeActivation(ctx, visit);
}

/** The ways in: the page behind a share link, BroadWorks id and password, or a personal link. */
export default async function signInRoutes(app: App): Promise<void> {
  app.get(
    '/v1/activation/:shareKey',
    { schema: { operationId: 'openActivationPage', summary: 'What the sign-in page shows', tags, security: [], params, response: { 200: ref(ActivationPage), ...refusals('404', '410', '429') } } },
    (request) => openActivationPage(request.ctx, request.params.shareKey, tokenOf(request)),
  );

  app.post(
    '/v1/activation/:shareKey/session',
    {
      schema: {
        operationId: 'signInToActivation',
        summary: 'Sign in with BroadWorks id and password',
        description: 'Checked live against BroadWorks. Wrong password and unknown user get the same answer.',
        tags,
        security: [],
        params,
        body: ref(SignInBody),
        response: { 200: ref(Activation), ...refusals('400', '401', '403', '404', '410', '423', '429', '503') },
      },
    },
    async (request, reply) => {
      return letIn(reply, await signIn(request.ctx, request.params.shareKey, { ...request.body, network: networkOf(request.ip) }));
    },
  );

  app.post(
    '/v1/activation/:shareKey/invitation',
    {
      schema: {
        operationId: 'viewInvitation',
        summary: 'Whom a personal link stands for',
        description: 'The key comes from the link\'s fragment. Looking does not use it up, so that whatever opens links in mails does no harm.',
        tags,
        security: [],
        params,
        body: ref(InvitationKeyBody),
        response: { 200: ref(InvitationView), ...refusals('400', '403', '404', '410', '429') },
      },
    },
    (request) => viewInvitation(request.ctx, { ...request.body, shareKey: request.params.shareKey, network: networkOf(request.ip) }),
  );

  app.post(
    '/v1/activation/:shareKey/invitation/session',
    {
      schema: {
        operationId: 'signInInvited',
        summary: 'Sign in by a personal link',
        description: 'The link stands for the user id and works once; the BroadWorks password is asked for as well, unless the template takes the link alone.',
        tags,
        security: [],
        params,
        body: ref(InvitedSignInBody),
        response: { 200: ref(Activation), ...refusals('400', '401', '403', '404', '410', '423', '429', '503') },
      },
    },
    async (request, reply) => {
      const { key, ...input } = request.body;
      return letIn(reply, await signInInvited(request.ctx, { key, shareKey: request.params.shareKey, network: networkOf(request.ip) }, input));
    },
  );
}
