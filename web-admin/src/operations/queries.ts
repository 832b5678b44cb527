import { defineQueryOptions, useInfiniteQuery, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type BulkItem, type BulkOperation, type Page } from '../api.ts';
import { readAnew } from '../read-anew.ts';

const key = { all: ['operations'], lists: ['operations', 'list'], one: (id: string) => ['operations', 'one', id], items: (id: string, result: string) => ['operations', 'items', id, result] } as const;

export type Result = BulkItem['state'];
type Call = { signal?: AbortSignal };
const at = (bulkOperationId: string): { path: { bulkOperationId: string } } => ({ path: { bulkOperationId } });

export const isActive = ({ state }: BulkOperation): boolean => state === 'running';

export function useOperations() {
  return useInfiniteQuery<Page<BulkOperation>, Error, string | null | undefined>(() => ({
    key: key.lists,
    staleTime: 0,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) => dataOf(api.GET('/v1/bulk-operations', { params: { query: { limit: 50, cursor: pageParam ?? undefined } }, signal })),
    getNextPageParam: (page) => page.nextCursor,
  }));
}

export const operationQuery = defineQueryOptions((id: string) => ({
  key: key.one(id),
  staleTime: 0,
  query: ({ signal }: Call): Promise<BulkOperation> => dataOf(api.GET('/v1/bulk-operations/{bulkOperationId}', { params: at(id), signal })),
}));

export function useItems(id: () => string, result: () => Result | 'all') {
  return useInfiniteQuery<Page<BulkItem>, Error, string | null | undefined>(() => ({
    key: key.items(id(), result()),
    staleTime: 0,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) => {
      const chosen = result();
      const query = { limit: 50, cursor: pageParam ?? undefined, ...(chosen !== 'all' && { result: chosen }) };
      return dataOf(api.GET('/v1/bulk-operations/{bulkOperationId}/items', { params: { ...at(id()), query }, signal }));
    },
    getNextPageParam: (page) => page.nextCursor,
  }));
}

export type Steering = 'pause' | 'resume' | 'cancel';

export function useSteer() {
  const cache = useQueryCache();
  return useMutation({
    mutation: ({ id, word }: { id: string; word: Steering }): Promise<BulkOperation> => {
      if (word === 'pause') return dataOf(api.POST('/v1/bulk-operations/{bulkOperationId}/pause', { params: at(id) }));
      if (word === 'resume') return dataOf(api.POST('/v1/bulk-operations/{bulkOperationId}/resume', { params: at(id) }));
      return dataOf(api.POST('/v1/bulk-operations/{bulkOperationId}/cancel', { params: at(id) }));
    },
    onSuccess: (operation, { id }) => {
      cache.setQueryData(key.one(id), operation);
      void readAnew(cache, key.lists);
    },
    // It has gone on meanwhile: show where it stands.
    onError: (_error, { id }) => void readAnew(cache, key.one(id)),
  });
}

export const failuresUrl = (id: string): string => `/v1/bulk-operations/${id}/failures.csv`;
