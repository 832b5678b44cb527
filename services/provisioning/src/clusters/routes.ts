import Type from 'typebox';
import { TimedCheck } from '../checks/schemas.ts';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { checkCluster } from './check-cluster.ts';
import { createCluster } from './create-cluster.ts';
import { deleteCluster } from './delete-cluster.ts';
import { type ClusterKey, listClusters } from './list-clusters.ts';
import { getCluster } from './load-cluster.ts';
import { Cluster, ClusterChanges, ClusterList, NewCluster } from './schemas.ts';
import { updateCluster } from './update-cluster.ts';

const params = Type.Object({ clusterId: Uuid });
const tags = ['Clusters'];
const list = { list: 'clusters' };

export default async function clusterRoutes(app: App): Promise<void> {
  readRoutes(app);
  changeRoutes(app);
}

function readRoutes(app: App): void {
  app.get(
    '/v1/clusters',
    { schema: { operationId: 'listClusters', summary: 'List clusters by name', tags, querystring: Type.Object(pageQuery), response: { 200: ref(ClusterList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => sealPage(ctx, list, await listClusters(ctx, { limit, start: openCursor<ClusterKey>(ctx, cursor, list) })),
  );

  app.get(
    '/v1/clusters/:clusterId',
    { schema: { operationId: 'getCluster', summary: 'Read a cluster', tags, params, response: { 200: ref(Cluster), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => getCluster(ctx, params.clusterId),
  );

  app.post(
    '/v1/clusters/:clusterId/check',
    { config: { idempotency: false }, schema: { operationId: 'checkCluster', summary: 'Check that XSI-Actions answers', tags, params, response: { 200: ref(TimedCheck), ...refusals('400', '401', '403', '404') } } },
    ({ ctx, params }) => checkCluster(ctx, params.clusterId),
  );
}

function changeRoutes(app: App): void {
  const probed = 'XSI-Actions is called at the address first; `cluster.unreachable` when it does not answer.';

  app.post(
    '/v1/clusters',
    { schema: { operationId: 'createCluster', summary: 'Create a cluster', description: probed, tags, body: ref(NewCluster), response: { 201: ref(Cluster), ...refusals('400', '401', '403') } } },
    async ({ ctx, body }, reply) => {
      const cluster = await createCluster(ctx, body);
      return reply.code(201).send(cluster);
    },
  );

  app.patch(
    '/v1/clusters/:clusterId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'updateCluster', summary: 'Change a cluster', description: probed, tags, params, body: ref(ClusterChanges), response: { 200: ref(Cluster), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params, body }) => updateCluster(ctx, params.clusterId, body),
  );

  const inUse = 'Refused with `cluster.in_use` while templates use it.';
  app.delete(
    '/v1/clusters/:clusterId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'deleteCluster', summary: 'Delete a cluster', description: inUse, tags, params, response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }, reply) => {
      await deleteCluster(ctx, params.clusterId);
      return reply.code(204).send();
    },
  );
}
