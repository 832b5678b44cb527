import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Context } from '../context.ts';
import type { ChangeListener } from '../events/listener.ts';
import type { App } from '../http/app-type.ts';
import { clearSessionCookie } from '../http/cookies.ts';
import { OpenStreams } from '../http/open-streams.ts';
import { networkOf } from '../http/rate-limit.ts';
import { nothing, ref, refusals } from '../http/schema.ts';
import { answerConsent, resendConsent } from './answer-consent.ts';
import { chooseLanguage } from './choose-language.ts';
import { describeActivation } from './describe-activation.ts';
import { streamActivation } from './event-stream.ts';
import { remindFirst } from './remind-first.ts';
import { Activation, CodeBody, ConsentBody, EmailBody, LanguageBody } from './schemas.ts';
import { endVisit, resumeVisit, type Visit } from './session.ts';
import signInRoutes, { COOKIE, tokenOf } from './sign-in-routes.ts';
import { resendCode, submitEmail } from './submit-email.ts';
import { tryAgain } from './try-again.ts';
import { verifyEmail } from './verify-email.ts';

const tags = ['Activation'];
const security = [{ activationCookie: [] }];

/** The visit behind the request's cookie. @throws activation.session_expired, activation.mail_signed_out */
const visitOf = (request: FastifyRequest, options?: { forMail: boolean }) => resumeVisit(request.ctx, tokenOf(request), options);

/** What a person goes through in the portal. Every step answers with the whole state, so that the page follows the server. */
export default async function activationRoutes(app: App, { changes }: { changes: ChangeListener }): Promise<void> {
  const streams = new OpenStreams();
  app.addHook('preClose', async () => streams.endAll());
  app.addHook('onRequest', async ({ ctx, ip }) => {
    await ctx.limiter.consume('activation-network', networkOf(ip), { points: ctx.config.limits.activationCallsPerNetworkPerMinute, seconds: 60 });
  });

  await app.register(signInRoutes);

  app.get(
    '/v1/activation/session',
    { schema: { operationId: 'readActivation', summary: 'Where the signed-in person stands', tags, security, response: { 200: ref(Activation), ...refusals('401', '429') } } },
    async (request) => {
      const { ctx, visit } = await visitOf(request);
      return describeActivation(ctx, visit);
    },
  );

  app.put(
    '/v1/activation/session/language',
    {
      schema: {
        operationId: 'chooseActivationLanguage',
        summary: 'Go on in another language',
        description: 'For the page and for all mails from now on; one that the template does not offer changes nothing.',
        tags,
        security,
        body: ref(LanguageBody),
        response: { 200: ref(Activation), ...refusals('400', '401', '403', '429') },
      },
    },
    async (request) => {
      const { ctx, visit } = await visitOf(request);
      return describeActivation(ctx, await chooseLanguage(ctx, visit, request.body.language));
    },
  );

  app.delete(
    '/v1/activation/session',
    { schema: { operationId: 'signOutOfActivation', summary: 'Sign out', tags, security, response: { 204: nothing('Signed out.'), ...refusals('401', '403', '429') } } },
    async (request, reply) => {
      const { ctx, visit } = await visitOf(request);
      await endVisit(ctx, visit);
      clearSessionCookie(reply, COOKIE, ctx.config.publicUrl);
      return reply.code(204).send();
    },
  );

  app.get(
    '/v1/activation/session/events',
    {
      // A HEAD of an endless answer would never end.
      exposeHeadRoute: false,
      schema: {
        operationId: 'streamActivation',
        summary: 'The same, live',
        description: 'Server-sent events named `activation` whose data is an Activation; `gone` when the user was deleted.',
        tags,
        security,
        response: { 200: { description: 'An endless stream.', content: { 'text/event-stream': { schema: Type.String() } } }, ...refusals('401', '429') },
      },
    },
    async (request, reply) => streamActivation(reply, { changes, streams }, await visitOf(request)),
  );

  const step = (work: (ctx: Context, visit: Visit) => Promise<void>, options?: { forMail: boolean }) => async (request: FastifyRequest) => {
    const { ctx, visit } = await visitOf(request, options);
    await work(ctx, visit);
    return describeActivation(ctx, visit);
  };

  app.put(
    '/v1/activation/session/email',
    { schema: { operationId: 'submitEmail', summary: 'Give an e-mail address; a code is mailed to it', tags, security, body: ref(EmailBody), response: { 202: ref(Activation), ...refusals('400', '401', '403', '409', '429') } } },
    async (request, reply) => reply.code(202).send(await step((ctx, visit) => submitEmail(ctx, visit, request.body), { forMail: true })(request)),
  );

  app.post(
    '/v1/activation/session/email/resend',
    { schema: { operationId: 'resendCode', summary: 'Mail another code', tags, security, response: { 202: ref(Activation), ...refusals('401', '403', '409', '429') } } },
    async (request, reply) => reply.code(202).send(await step(resendCode, { forMail: true })(request)),
  );

  app.post(
    '/v1/activation/session/email/verify',
    { schema: { operationId: 'verifyEmail', summary: 'Type the code from the mail', tags, security, body: ref(CodeBody), response: { 202: ref(Activation), ...refusals('400', '401', '403', '409', '410', '429') } } },
    async (request, reply) => reply.code(202).send(await step((ctx, visit) => verifyEmail(ctx, visit, request.body.code))(request)),
  );

  app.post(
    '/v1/activation/session/try-again',
    { schema: { operationId: 'tryAgain', summary: 'Start another attempt with the same address', tags, security, response: { 202: ref(Activation), ...refusals('401', '403', '409', '429') } } },
    async (request, reply) => reply.code(202).send(await step(tryAgain)(request)),
  );

  app.post(
    '/v1/activation/session/consent',
    {
      schema: {
        operationId: 'answerConsent',
        summary: 'Answer whether an account that exists may be moved',
        description: 'Recorded with time, address and wording. `agree`: the cloud platform is told and the work goes on when it has its consent. `refuse`: another address is the way on.',
        tags,
        security,
        body: ref(ConsentBody),
        response: { 202: ref(Activation), ...refusals('400', '401', '403', '409', '429') },
      },
    },
    async (request, reply) => reply.code(202).send(await step((ctx, visit) => answerConsent(ctx, visit, request.body))(request)),
  );

  app.post(
    '/v1/activation/session/consent/resend',
    { schema: { operationId: 'resendConsent', summary: 'Mail again that a consent is waited for', tags, security, response: { 202: ref(Activation), ...refusals('401', '403', '409', '429') } } },
    async (request, reply) => reply.code(202).send(await step(resendConsent)(request)),
  );

  app.post(
    '/v1/activation/session/remind-first',
    {
      schema: {
        operationId: 'remindFirst',
        summary: 'Ask the first administrator to hurry',
        description: 'While Provision Admin First holds the person back. Mails the first user of the customer, or the admins where that user has no proven address; once in four hours a customer.',
        tags,
        security,
        response: { 202: ref(Activation), ...refusals('401', '403', '409', '429') },
      },
    },
    async (request, reply) => reply.code(202).send(await step(remindFirst)(request)),
  );
}
