import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, ref } from '../http/schema.ts';
import { problem } from '../problems.ts';
import { updateSubscriber } from '../subscribers/change-package.ts';
import { deleteSubscriber } from '../subscribers/delete-subscriber.ts';
import { getSubscriber } from '../subscribers/load-subscriber.ts';
import { provisionSubscriber } from '../subscribers/provision-subscriber.ts';
import { resendConsentMail } from '../subscribers/resend-mail.ts';
import type { Search } from '../subscribers/search-query.ts';
import { searchSubscribers } from '../subscribers/search-subscribers.ts';
import { statuses } from '../subscribers/subscriber.ts';
import { templateIdFrom } from '../templates/template.ts';
import { speakPublishedForm } from './published-errors.ts';
import { inPublishedForm, readMoment, subscriberIdFrom } from './published-form.ts';
import { BroadworksSubscriber, BroadworksSubscriberChanges, BroadworksSubscriberList, NewBroadworksSubscriber, publishedRefusals, searchQuery } from './schemas.ts';

const PATH = '/v1/broadworks/subscribers';
const tags = ['Webex-compatible'];
const security = [{ accessToken: [] }];
const params = Type.Object({ subscriberId: Type.String({ maxLength: 200 }) });

/** @throws subscriber.not_found for anything that is not one of our published ids */
function idOf(published: string): string {
  const id = subscriberIdFrom(published);
  if (!id) throw problem('subscriber.not_found');
  return id;
}

const invalid = (field: string, message: string) => problem('request.invalid', { errors: [{ pointer: `/${field}`, message }] });

/** @throws access.signed_out, request.invalid when it can not be the provisioning id of one of the provider's templates */
function templateOf(request: FastifyRequest, provisioningId: string): string {
  const { providerId } = request.ctx;
  if (!providerId) throw problem('access.signed_out');
  const id = templateIdFrom(provisioningId, providerId);
  if (!id) throw invalid('provisioningId', 'provisioningId is not known');
  return id;
}

type SearchQuery = { [K in 'userId' | 'personId' | 'email' | 'provisioningId' | 'spEnterpriseId' | 'status' | 'lastStatusChange' | 'after']?: string } & { selfActivated?: boolean };

function searchOf(request: FastifyRequest, query: SearchQuery): Search {
  const { userId, personId, email, spEnterpriseId, selfActivated } = query;
  const words = query.status?.split(',');
  const unknown = words?.find((word) => !statuses.some((status) => status === word));
  if (unknown !== undefined) throw invalid('status', `status has no value "${unknown}"`);
  const moment = (field: 'after' | 'lastStatusChange') => {
    const text = query[field];
    if (text === undefined) return undefined;
    const read = readMoment(text);
    if (!read) throw invalid(field, `${field} takes epoch milliseconds or ISO 8601`);
    return read;
  };
  return {
    userId, personId, email, selfActivated,
    // An unescaped + arrives as a space; no customer id holds one.
    spEnterpriseId: spEnterpriseId?.replaceAll(' ', '+'),
    templateId: query.provisioningId === undefined ? undefined : templateOf(request, query.provisioningId),
    status: words && statuses.filter((status) => words.includes(status)),
    createdAfter: moment('after'),
    changedAfter: moment('lastStatusChange'),
  };
}

/** The published Webex for BroadWorks API over our own use cases: a program written against it works by changing its base URL. */
export default async function broadworksRoutes(app: App): Promise<void> {
  speakPublishedForm(app);

  app.get(
    PATH,
    { schema: { operationId: 'searchBroadworksSubscribers', summary: 'Search subscribers', tags, security, querystring: searchQuery, response: { 200: ref(BroadworksSubscriberList), ...publishedRefusals('400', '401', '403') } } },
    async (request, reply) => {
      const { max = 50, cursor, ...query } = request.query;
      const list = { list: 'broadworks', ...query };
      const found = await searchSubscribers(request.ctx, searchOf(request, query), { limit: max, after: openCursor<string>(request.ctx, cursor, list) });
      const page = sealPage(request.ctx, list, found);
      if (page.nextCursor !== null) reply.header('link', `<${nextLink(request, page.nextCursor)}>; rel="next"`);
      return { items: page.items.map(inPublishedForm) };
    },
  );

  app.post(
    PATH,
    { schema: { operationId: 'provisionBroadworksSubscriber', summary: 'Provision a subscriber', tags, security, body: ref(NewBroadworksSubscriber), response: { 200: ref(BroadworksSubscriber), ...publishedRefusals('400', '401', '403', '404', '409') } } },
    async (request) => {
      const { provisioningId, timezone: _, ...facts } = request.body;
      return inPublishedForm(await provisionSubscriber(request.ctx, templateOf(request, provisioningId), facts));
    },
  );

  app.get(
    `${PATH}/:subscriberId`,
    { schema: { operationId: 'getBroadworksSubscriber', summary: 'Read a subscriber', tags, security, params, response: { 200: ref(BroadworksSubscriber), ...publishedRefusals('400', '401', '403', '404') } } },
    async (request) => inPublishedForm(await getSubscriber(request.ctx, idOf(request.params.subscriberId))),
  );

  app.put(
    `${PATH}/:subscriberId`,
    {
      schema: {
        operationId: 'updateBroadworksSubscriber',
        summary: 'Change a subscriber',
        description: 'Answers with the old values and the status `updating`; the new ones show when it is `provisioned` again. An empty number or extension removes it.',
        tags,
        security,
        params,
        body: ref(BroadworksSubscriberChanges),
        response: { 200: ref(BroadworksSubscriber), ...publishedRefusals('400', '401', '403', '404', '409') },
      },
    },
    async (request) => {
      const { userId: _, timezone: __, primaryPhoneNumber, mobilePhoneNumber, extension, ...plain } = request.body;
      const cleared = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value || null });
      const wanted = { ...plain, ...cleared('primaryPhoneNumber', primaryPhoneNumber), ...cleared('mobilePhoneNumber', mobilePhoneNumber), ...cleared('extension', extension) };
      return inPublishedForm(await updateSubscriber(request.ctx, idOf(request.params.subscriberId), wanted));
    },
  );

  app.delete(
    `${PATH}/:subscriberId`,
    { schema: { operationId: 'removeBroadworksSubscriber', summary: 'Remove a subscriber', tags, security, params, response: { 204: nothing('Removed, or being removed.'), ...publishedRefusals('401', '403', '404', '409') } } },
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
        response: { 204: nothing('The mail is on its way.'), ...publishedRefusals('401', '403', '404', '409', '429') },
      },
    },
    async (request, reply) => {
      await resendConsentMail(request.ctx, idOf(request.params.subscriberId));
      return reply.code(204).send();
    },
  );
}

/** Every filter is kept, or the second page would be of another list. */
function nextLink(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.url, request.ctx.config.publicUrl);
  url.searchParams.set('cursor', cursor);
  return url.href;
}
