import Type from 'typebox';
import { TimedCheck } from '../checks/schemas.ts';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { checkConnector } from './check-connector.ts';
import { changeHold } from './change-hold.ts';
import { createConnector } from './create-connector.ts';
import { deleteConnector } from './delete-connector.ts';
import { dryRun } from './dry-run.ts';
import { type ConnectorKey, listConnectors } from './list-connectors.ts';
import { getConnector } from './load-connector.ts';
import { previewMapping } from './preview-mapping.ts';
import { Connector, ConnectorChanges, ConnectorList, DryRun, DryRunRequest, HoldChange, MappedUser, MappingPreview, NewConnector } from './schemas.ts';
import { updateConnector } from './update-connector.ts';

const params = Type.Object({ connectorId: Uuid });
const tags = ['Connectors'];
const list = { list: 'connectors' };

export default async function connectorRoutes(app: App): Promise<void> {
  readRoutes(app);
  changeRoutes(app);
}

function readRoutes(app: App): void {
  app.get(
    '/v1/connectors',
    { schema: { operationId: 'listConnectors', summary: 'List connectors by name', tags, querystring: Type.Object(pageQuery), response: { 200: ref(ConnectorList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => {
      const page = await listConnectors(ctx, { limit, start: openCursor<ConnectorKey>(ctx, cursor, list) });
      return sealPage(ctx, list, page);
    },
  );

  app.get(
    '/v1/connectors/:connectorId',
    { schema: { operationId: 'getConnector', summary: 'Read a connector', tags, params, response: { 200: ref(Connector), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => getConnector(ctx, params.connectorId),
  );

  app.post(
    '/v1/connectors/:connectorId/check',
    { config: { idempotency: false }, schema: { operationId: 'checkConnector', summary: 'Check that the cloud platform accepts our credentials', tags, params, response: { 200: ref(TimedCheck), ...refusals('400', '401', '403', '404') } } },
    ({ ctx, params }) => checkConnector(ctx, params.connectorId),
  );

  const dry = 'Gets a token, reads, searches for a sample user, asks whether one could be made, and shows what would be sent. Nothing is created or changed; a step that fails ends it.';
  app.post(
    '/v1/connectors/:connectorId/dry-run',
    { config: { idempotency: false }, schema: { operationId: 'dryRunConnector', summary: 'Try a connector without creating anything', description: dry, tags, params, body: ref(DryRunRequest), response: { 200: ref(DryRun), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params, body }) => dryRun(ctx, params.connectorId, body),
  );

  const nothingCalled = 'Nothing is called and nothing is kept.';
  app.post(
    '/v1/connectors/mapping-preview',
    { config: { idempotency: false }, schema: { operationId: 'previewMapping', summary: 'See what a mapping of attributes comes to', description: nothingCalled, tags, body: ref(MappingPreview), response: { 200: ref(MappedUser), ...refusals('400', '401', '403') } } },
    async ({ ctx, body }) => previewMapping(ctx, body.mapping),
  );
}

function changeRoutes(app: App): void {
  app.post(
    '/v1/connectors',
    { schema: { operationId: 'createConnector', summary: 'Create a connector', tags, body: ref(NewConnector), response: { 201: ref(Connector), ...refusals('400', '401', '403') } } },
    async ({ ctx, body }, reply) => {
      const connector = await createConnector(ctx, body);
      return reply.code(201).send(connector);
    },
  );

  app.patch(
    '/v1/connectors/:connectorId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'updateConnector', summary: 'Change a connector', tags, params, body: ref(ConnectorChanges), response: { 200: ref(Connector), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params, body }) => updateConnector(ctx, params.connectorId, body),
  );

  const aboutHold = 'Work waits while a platform fails or refuses our credentials. `probe` lets the next piece of work try at once; `close` lets all of it through again, slowly at first. Without a hold nothing changes.';
  app.post(
    '/v1/connectors/:connectorId/hold',
    { schema: { operationId: 'changeConnectorHold', summary: 'Probe a connector that is held back, or end the hold', description: aboutHold, tags, params, body: ref(HoldChange), response: { 200: ref(Connector), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params, body }) => changeHold(ctx, params.connectorId, body.action),
  );

  const inUse = 'Refused with `connector.in_use` while templates use it.';
  app.delete(
    '/v1/connectors/:connectorId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'deleteConnector', summary: 'Delete a connector', description: inUse, tags, params, response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }, reply) => {
      await deleteConnector(ctx, params.connectorId);
      return reply.code(204).send();
    },
  );
}
