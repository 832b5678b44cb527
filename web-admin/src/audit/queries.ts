import { defineQueryOptions, useInfiniteQuery, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type AuditChain, type AuditEntry, type AuditFilter, type AuditVerification, type Page } from '../api.ts';

export function useAudit(filter: () => Omit<AuditFilter, 'cursor' | 'limit'>) {
  return useInfiniteQuery<Page<AuditEntry>, Error, string | null | undefined>(() => ({
    key: ['audit', 'list', { ...filter() }],
    staleTime: 0,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) => dataOf(api.GET('/v1/audit', { params: { query: { ...filter(), limit: 50, cursor: pageParam ?? undefined } }, signal })),
    getNextPageParam: (page) => page.nextCursor,
  }));
}

export const chainQuery = defineQueryOptions({
  key: ['audit', 'chain'],
  staleTime: 0,
  query: ({ signal }): Promise<AuditChain> => dataOf(api.GET('/v1/audit/chain', { signal })),
});

/** Walks the whole chain, as many calls as that takes. */
export function useVerifyChain() {
  const cache = useQueryCache();
  return useMutation({
    async mutation(): Promise<AuditVerification> {
      for (let after = 0; ;) {
        const found = await dataOf(api.POST('/v1/audit/verify', { params: { query: { after } } }));
        if (found.next === null) return found;
        after = found.next;
      }
    },
    onSuccess: () => void cache.invalidateQueries({ key: chainQuery.key }),
  });
}
