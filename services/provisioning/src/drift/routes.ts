import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { type FindingKey, listFindings, repairDrift, startComparison } from './list-findings.ts';
import { DriftList } from './schemas.ts';

const params = Type.Object({ connectorId: Uuid });
const tags = ['Connectors'];

/** Differences between our users and their accounts in the cloud platform. */
export default async function driftRoutes(app: App): Promise<void> {
  app.get(
    '/v1/connectors/:connectorId/drift',
    { schema: { operationId: 'listDrift', summary: 'List accounts that are not as they should be', description: 'Newest first. All users of a connector are compared once a day, a few at a time.', tags, params, querystring: Type.Object({ templateId: Type.Optional(Uuid), ...pageQuery }), response: { 200: ref(DriftList), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params, query: { templateId, limit = 50, cursor } }) => {
      const list = { list: 'drift', connectorId: params.connectorId, ...(templateId && { templateId }) };
      const { round, ...page } = await listFindings(ctx, params.connectorId, { templateId, limit, start: openCursor<FindingKey>(ctx, cursor, list) });
      return { ...sealPage(ctx, list, page), round };
    },
  );

  app.post(
    '/v1/connectors/:connectorId/drift',
    { schema: { operationId: 'startComparison', summary: 'Compare all users of a connector now', description: 'Looks only, at the rate of the connector; the findings are in the list.', tags, params, response: { 202: nothing('Begun.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await startComparison(ctx, params.connectorId);
      return reply.code(202).send();
    },
  );

  app.post(
    '/v1/subscribers/:subscriberId/repair-account',
    { schema: { operationId: 'repairAccount', summary: 'Make an account what it should be again', description: 'Creates what is missing, and sets package and state again. Refused with `subscriber.not_found` where nothing was found about the user.', tags: ['User status'], params: Type.Object({ subscriberId: Uuid }), response: { 202: nothing('Begun.'), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }, reply) => {
      await repairDrift(ctx, params.subscriberId);
      return reply.code(202).send();
    },
  );
}
