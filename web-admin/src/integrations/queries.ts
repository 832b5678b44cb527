import { defineQueryOptions, useMutation, useQueryCache, type EntryKey } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type ApiClient, type ApiKey, type Cluster, type Connector, meantFor, type Page, type Schemas, type TimedCheck } from '../api.ts';
import { readAnew } from '../read-anew.ts';

export type NewCluster = Schemas['NewCluster'];
export type NewConnector = Schemas['NewConnector'];
export type NewApiClient = Schemas['NewApiClient'];
export type CreatedApiClient = Schemas['CreatedApiClient'];
export type RotatedApiClient = Schemas['RotatedApiClient'];
export type NewApiKey = Schemas['NewApiKey'];
export type CreatedApiKey = Schemas['CreatedApiKey'];

type Call = { signal: AbortSignal };

/** Reads a list to its end: a provider has a handful of these. */
async function all<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return items;
}

export const clustersQuery = defineQueryOptions({
  key: ['clusters', 'list'],
  staleTime: 0,
  query: ({ signal }: Call): Promise<Cluster[]> => all((cursor) => dataOf(api.GET('/v1/clusters', { params: { query: { limit: 200, cursor } }, signal }))),
});

export const connectorsQuery = defineQueryOptions({
  key: ['connectors', 'list'],
  staleTime: 0,
  query: ({ signal }: Call): Promise<Connector[]> => all((cursor) => dataOf(api.GET('/v1/connectors', { params: { query: { limit: 200, cursor } }, signal }))),
});

export const apiClientsQuery = defineQueryOptions({
  key: ['api-clients', 'list'],
  staleTime: 0,
  query: ({ signal }: Call): Promise<ApiClient[]> => all((cursor) => dataOf(api.GET('/v1/api-clients', { params: { query: { limit: 200, cursor } }, signal }))),
});

/** Everything that shows one of these asks again. */
function useChange<Input, Result>(key: EntryKey, mutation: (input: Input) => Promise<Result>) {
  const cache = useQueryCache();
  return useMutation({ mutation, onSettled: () => void readAnew(cache, key) });
}

/** What is edited, as it was read; null for something new. */
export type Edited = { id: string; version: number } | null;

export const useSaveCluster = () =>
  useChange(['clusters'], ({ edited, ...body }: NewCluster & { edited: Edited }): Promise<Cluster> =>
    dataOf(edited ? api.PATCH('/v1/clusters/{clusterId}', { params: { path: { clusterId: edited.id }, header: meantFor(edited.version) }, body }) : api.POST('/v1/clusters', { body })));

export const useCheckCluster = () =>
  useChange(['clusters'], (clusterId: string): Promise<TimedCheck> => dataOf(api.POST('/v1/clusters/{clusterId}/check', { params: { path: { clusterId } } })));

export const useDeleteCluster = () =>
  useChange(['clusters'], (clusterId: string): Promise<unknown> => api.DELETE('/v1/clusters/{clusterId}', { params: { path: { clusterId } } }));

/** A change leaves out what stays: the kind always does, and secrets that are not typed. */
export const useSaveConnector = () =>
  useChange(['connectors'], ({ edited, body }: { edited: Edited; body: NewConnector }): Promise<Connector> =>
    dataOf(edited ? api.PATCH('/v1/connectors/{connectorId}', { params: { path: { connectorId: edited.id }, header: meantFor(edited.version) }, body: withoutKind(body) }) : api.POST('/v1/connectors', { body })));

const withoutKind = ({ kind: _kind, ...changes }: NewConnector): Schemas['ConnectorChanges'] => changes;

export const dryRun = (connectorId: string, sample: Schemas['DryRunRequest']): Promise<Schemas['ConnectorDryRun']> => dataOf(api.POST('/v1/connectors/{connectorId}/dry-run', { params: { path: { connectorId } }, body: sample }));

export const driftQuery = defineQueryOptions(({ connectorId }: { connectorId: string }) => ({
  key: ['connectors', 'drift', connectorId],
  staleTime: 0,
  query: ({ signal }: Call): Promise<Schemas['DriftList']> => dataOf(api.GET('/v1/connectors/{connectorId}/drift', { params: { path: { connectorId }, query: { limit: 100 } }, signal })),
}));

export const useStartComparison = () => useChange(['connectors', 'drift'], (connectorId: string): Promise<unknown> => api.POST('/v1/connectors/{connectorId}/drift', { params: { path: { connectorId } } }));

export const useRepairAccount = () => useChange(['connectors', 'drift'], (subscriberId: string): Promise<unknown> => api.POST('/v1/subscribers/{subscriberId}/repair-account', { params: { path: { subscriberId } } }));

/** A made-up user as a mapping would send them. */
export const previewMapping = (mapping: Record<string, string>): Promise<Schemas['MappedUser']> => dataOf(api.POST('/v1/connectors/mapping-preview', { body: { mapping } }));

export const useCheckConnector = () =>
  useChange(['connectors'], (connectorId: string): Promise<TimedCheck> => dataOf(api.POST('/v1/connectors/{connectorId}/check', { params: { path: { connectorId } } })));

export const useChangeHold = () =>
  useChange(['connectors'], ({ connectorId, action }: { connectorId: string; action: 'probe' | 'close' }): Promise<Connector> => dataOf(api.POST('/v1/connectors/{connectorId}/hold', { params: { path: { connectorId } }, body: { action } })));

export const useDeleteConnector = () =>
  useChange(['connectors'], (connectorId: string): Promise<unknown> => api.DELETE('/v1/connectors/{connectorId}', { params: { path: { connectorId } } }));

const atClient = (apiClientId: string, version: number) => ({ params: { path: { apiClientId }, header: meantFor(version) } });
export const useUpdateApiClient = () =>
  useChange(['api-clients'], ({ id, version, changes }: { id: string; version: number; changes: Schemas['ApiClientChanges'] }): Promise<ApiClient> => dataOf(api.PATCH('/v1/api-clients/{apiClientId}', { ...atClient(id, version), body: changes })));
export const useRemoveSecret = () =>
  useChange(['api-clients'], ({ id, version }: { id: string; version: number }): Promise<unknown> => api.DELETE('/v1/api-clients/{apiClientId}/secret', atClient(id, version)));
export const useCreateApiClient = () => useChange(['api-clients'], (body: NewApiClient): Promise<CreatedApiClient> => dataOf(api.POST('/v1/api-clients', { body })));

export const useRotateSecret = () =>
  useChange(['api-clients'], ({ id, graceHours }: { id: string; graceHours: number }): Promise<RotatedApiClient> =>
    dataOf(api.POST('/v1/api-clients/{apiClientId}/rotate-secret', { params: { path: { apiClientId: id } }, body: { graceHours } })));

export const useDeleteApiClient = () =>
  useChange(['api-clients'], (apiClientId: string): Promise<unknown> => api.DELETE('/v1/api-clients/{apiClientId}', { params: { path: { apiClientId } } }));

export const useAddClientKey = () =>
  useChange(['api-clients'], ({ id, publicKey }: { id: string; publicKey: string }): Promise<ApiClient> =>
    dataOf(api.POST('/v1/api-clients/{apiClientId}/keys', { params: { path: { apiClientId: id } }, body: { publicKey } })));

export const useRemoveClientKey = () =>
  useChange(['api-clients'], ({ id, version, keyId }: { id: string; version: number; keyId: string }): Promise<unknown> =>
    api.DELETE('/v1/api-clients/{apiClientId}/keys/{keyId}', { params: { path: { apiClientId: id, keyId }, header: meantFor(version) } }));

export const apiKeysQuery = defineQueryOptions({
  key: ['api-keys', 'list'],
  staleTime: 0,
  query: ({ signal }: Call): Promise<ApiKey[]> => all((cursor) => dataOf(api.GET('/v1/api-keys', { params: { query: { limit: 200, cursor } }, signal }))),
});

export const useUpdateApiKey = () =>
  useChange(['api-keys'], ({ id, version, changes }: { id: string; version: number; changes: Schemas['ApiKeyChanges'] }): Promise<ApiKey> =>
    dataOf(api.PATCH('/v1/api-keys/{apiKeyId}', { params: { path: { apiKeyId: id }, header: meantFor(version) }, body: changes })));
export const useCreateApiKey = () => useChange(['api-keys'], (body: NewApiKey): Promise<CreatedApiKey> => dataOf(api.POST('/v1/api-keys', { body })));

export const useRevokeApiKey = () =>
  useChange(['api-keys'], (apiKeyId: string): Promise<unknown> => api.DELETE('/v1/api-keys/{apiKeyId}', { params: { path: { apiKeyId } } }));
