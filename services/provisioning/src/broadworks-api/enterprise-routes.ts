import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { getEnterprise, listEnterprises } from '../customers/list-enterprises.ts';
import type { App } from '../http/app-type.ts';
import { ref } from '../http/schema.ts';
import { problem } from '../problems.ts';
import { asEnterprise, idFrom, noDirectory } from './published-form.ts';
import { linkPages, startOf } from './published-links.ts';
import { readings } from './published-filters.ts';
import { BroadworksDirectorySync, BroadworksEnterpriseList, enterpriseQuery, publishedRefusals } from './schemas.ts';

const PATH = '/v1/broadworks/enterprises';
const SYNC = `${PATH}/:enterpriseId/broadworksDirectorySync`;
const tags = ['Webex-compatible'];
const security = [{ accessToken: [] }];
const params = Type.Object({ enterpriseId: Type.String({ maxLength: 200 }) });

/** @throws customer.not_found for anything that is not one of our published ids */
function idOf(published: string): string {
  const id = idFrom('ENTERPRISE', published);
  if (!id) throw problem('customer.not_found');
  return id;
}

export default async function enterpriseRoutes(app: App): Promise<void> {
  app.get(
    PATH,
    {
      schema: {
        operationId: 'listBroadworksEnterprises',
        summary: 'List enterprises',
        description: 'By their id. The header Link (RFC 5988) leads to the next, the previous and the first page, every filter kept.',
        tags,
        security,
        querystring: enterpriseQuery,
        response: { 200: ref(BroadworksEnterpriseList), ...publishedRefusals('400') },
      },
    },
    async (request, reply) => {
      const { max = 100, cursor, offset, spEnterpriseId, startsWith } = request.query;
      const list = { list: 'published-enterprises', spEnterpriseId, startsWith };
      const filters = {
        spEnterpriseIds: spEnterpriseId === undefined ? undefined : readings(request.url, 'spEnterpriseId'),
        startsWith: startsWith === undefined ? undefined : readings(request.url, 'startsWith'),
      };
      const page = await listEnterprises(request.ctx, filters, { limit: max, start: startOf<string>(request, list, { cursor, offset }) });
      linkPages(request, reply, list, page);
      return { items: page.items.map(asEnterprise) };
    },
  );

  app.get(
    SYNC,
    {
      schema: {
        operationId: 'getBroadworksDirectorySync',
        summary: 'Read whether a directory is synced',
        description: 'This service keeps no directory of phone users, so the answer is always that none was synced. Switching the sync (PUT) and starting it (POST) answer 405, for a single user (POST …/externalUser) 404.',
        tags,
        security,
        params,
        response: { 200: ref(BroadworksDirectorySync), ...publishedRefusals('404') },
      },
    },
    async (request) => {
      await getEnterprise(request.ctx, idOf(request.params.enterpriseId), 'enterprises:read');
      return noDirectory;
    },
  );

  const refuse = async (request: FastifyRequest<{ Params: { enterpriseId: string } }>, reply: FastifyReply): Promise<never> => {
    await getEnterprise(request.ctx, idOf(request.params.enterpriseId), 'enterprises:write');
    reply.header('allow', 'GET, HEAD');
    throw problem('published.no_directory_sync');
  };
  app.put(SYNC, { schema: { hide: true, params } }, refuse);
  app.post(SYNC, { schema: { hide: true, params } }, refuse);
}
