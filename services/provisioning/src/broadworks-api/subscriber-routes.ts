import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { nothing, ref } from '../http/schema.ts';
import { problem } from '../problems.ts';
import { precheckInCloud } from '../provisioning/precheck-in-cloud.ts';
import { updateSubscriber } from '../subscribers/change-package.ts';
import { deleteSubscriber } from '../subscribers/delete-subscriber.ts';
import { getSubscriber } from '../subscribers/load-subscriber.ts';
import { precheckSubscriber } from '../subscribers/precheck-subscriber.ts';
import { provisionSubscriber } from '../subscribers/provision-subscriber.ts';
import { resendConsentMail } from '../subscribers/resend-mail.ts';
import type { SearchKey } from '../subscribers/search-query.ts';
import { searchSubscribers } from '../subscribers/search-subscribers.ts';
import { idFrom, inPublishedForm } from './published-form.ts';
import { linkPages, startOf } from './published-links.ts';
import { searchFrom, templateOf } from './published-filters.ts';
import { BroadworksPrecheck, BroadworksPrecheckResult, BroadworksSubscriber, BroadworksSubscriberChanges, BroadworksSubscriberList, NewBroadworksSubscriber, publishedRefusals, searchQuery } from './schemas.ts';

const PATH = '/v1/broadworks/subscribers';
const tags = ['Webex-compatible'];
const security = [{ accessToken: [] }];
const params = Type.Object({ subscriberId: Type.String({ maxLength: 200 }) });

/** @throws subscriber.not_found for anything that is not one of our published ids */
function idOf(published: string): string {
  const id = idFrom('SUBSCRIBER', published);
  if (!id) throw problem('subscriber.not_found');
  return id;
}

/** @throws access.signed_out */
function providerOf({ ctx }: FastifyRequest): string {
  if (!ctx.providerId) throw problem('access.signed_out');
  return ctx.providerId;
}

/** An empty text removes. */
const cleared = (text: string | undefined): string | null | undefined => (text === '' ? null : text);

type Numbers = { [K in 'primaryPhoneNumber' | 'mobilePhoneNumber' | 'extension']?: string };
/** For somebody who has none yet, an empty text is none. */
const numbersIn = ({ primaryPhoneNumber, mobilePhoneNumber, extension }: Numbers) => ({ primaryPhoneNumber: primaryPhoneNumber || undefined, mobilePhoneNumber: mobilePhoneNumber || undefined, extension: extension || undefined });

export default async function subscriberRoutes(app: App): Promise<void> {
  app.get(
    PATH,
    {
      schema: {
        operationId: 'searchBroadworksSubscribers',
        summary: 'Search subscribers',
        description: 'Oldest first. The header Link (RFC 5988) leads to the next, the previous and the first page, every filter kept. Filters must hold something: an empty one is refused, not ignored.',
        tags,
        security,
        querystring: searchQuery,
        response: { 200: ref(BroadworksSubscriberList), ...publishedRefusals('400') },
      },
    },
    async (request, reply) => {
      const { max = 50, cursor, offset, ...filters } = request.query;
      const list = { list: 'published-subscribers', ...filters };
      const search = searchFrom(filters, { url: request.url, providerId: providerOf(request) });
      const page = await searchSubscribers(request.ctx, search, { limit: max, start: startOf<SearchKey>(request, list, { cursor, offset }) });
      linkPages(request, reply, list, page);
      return { items: page.items.map(inPublishedForm) };
    },
  );

  app.post(
    PATH,
    {
      schema: {
        operationId: 'provisionBroadworksSubscriber',
        summary: 'Provision a subscriber',
        description: 'A template with trusted e-mails needs `email`, and the work begins at once; with any other the user is waited for, and `email` is ignored.',
        tags,
        security,
        body: ref(NewBroadworksSubscriber),
        response: { 200: ref(BroadworksSubscriber), ...publishedRefusals('400', '404', '409', '413', '415') },
      },
    },
    async (request) => {
      const { provisioningId, userId, spEnterpriseId, firstName, lastName, package: wanted, email, language, timezone } = request.body;
      const facts = { userId, spEnterpriseId, firstName, lastName, package: wanted, email, language, timezone, ...numbersIn(request.body) };
      return inPublishedForm(await provisionSubscriber(request.ctx, templateOf(providerOf(request), provisioningId), facts));
    },
  );

  app.post(
    `${PATH}/validate`,
    {
      schema: {
        operationId: 'precheckBroadworksSubscriber',
        summary: 'Check whether a subscriber could be provisioned',
        description: 'Looks at what is known here, and then asks the cloud platform when the template (or, without `provisioningId`, the customer\'s) has a connector that checks people beforehand. Nothing is recorded and no mail is sent. Only `email` must be given; every other field is checked when it is. Refuses with the published numbers: 10022 for a user id that is taken, 200042 for an address of somebody else, 200040 for a customer of another template, and whatever number the cloud platform gives. A platform that does not answer within 8 seconds, or whose connector is held, is 503 with 900001, never a success.',
        tags,
        security,
        body: ref(BroadworksPrecheck),
        response: { 200: ref(BroadworksPrecheckResult), ...publishedRefusals('400', '404', '409', '413', '415') },
      },
    },
    async (request) => {
      const { provisioningId, userId, spEnterpriseId, firstName, lastName, package: wanted, email, customerInfo, timezone } = request.body;
      const templateId = provisioningId === undefined ? undefined : templateOf(providerOf(request), provisioningId);
      await precheckSubscriber(request.ctx, { templateId, userId, spEnterpriseId, email, timezone, customerEmail: customerInfo?.primaryEmail });
      await precheckInCloud(request.ctx, { templateId, userId, spEnterpriseId, firstName, lastName, package: wanted, email, timezone, ...numbersIn(request.body) });
      return { message: 'success', info: [{ infoCode: 100, description: 'Provisioning preCheck validation successful.' }] };
    },
  );

  app.get(
    `${PATH}/:subscriberId`,
    { schema: { operationId: 'getBroadworksSubscriber', summary: 'Read a subscriber', tags, security, params, response: { 200: ref(BroadworksSubscriber), ...publishedRefusals('400', '404') } } },
    async (request) => inPublishedForm(await getSubscriber(request.ctx, idOf(request.params.subscriberId))),
  );

  app.put(
    `${PATH}/:subscriberId`,
    {
      schema: {
        operationId: 'updateBroadworksSubscriber',
        summary: 'Change a subscriber',
        description: 'Answers with the old values and the status `updating`; the new ones show when it is `provisioned` again. An empty number or extension removes it; another user id is given to the same account. What was read may be sent back whole: fields that cannot change are ignored.',
        tags,
        security,
        params,
        body: ref(BroadworksSubscriberChanges),
        response: { 200: ref(BroadworksSubscriber), ...publishedRefusals('400', '404', '409', '413', '415') },
      },
    },
    async (request) => {
      const { userId, firstName, lastName, package: wanted, primaryPhoneNumber, mobilePhoneNumber, extension, timezone } = request.body;
      const numbers = { primaryPhoneNumber: cleared(primaryPhoneNumber), mobilePhoneNumber: cleared(mobilePhoneNumber), extension: cleared(extension) };
      const changes = { userId, firstName, lastName, package: wanted, timezone, ...numbers };
      return inPublishedForm(await updateSubscriber(request.ctx, idOf(request.params.subscriberId), changes));
    },
  );

  app.delete(
    `${PATH}/:subscriberId`,
    { schema: { operationId: 'removeBroadworksSubscriber', summary: 'Remove a subscriber', tags, security, params, response: { 204: nothing('Removed, or being removed.'), ...publishedRefusals('404', '409') } } },
    async (request, reply) => {
      await deleteSubscriber(request.ctx, idOf(request.params.subscriberId));
      return reply.code(204).send();
    },
  );

  app.post(
    // Published without the prefix of the others.
    '/v1/subscribers/:subscriberId/emails/consentMove',
    {
      schema: {
        operationId: 'resendConsentMail',
        summary: 'Mail again that a consent is waited for',
        description: 'Only while the subscriber stands at `pending_user_migration`.',
        tags,
        security,
        params,
        response: { 204: nothing('The mail is on its way.'), ...publishedRefusals('404', '409') },
      },
    },
    async (request, reply) => {
      await resendConsentMail(request.ctx, idOf(request.params.subscriberId));
      return reply.code(204).send();
    },
  );
}
