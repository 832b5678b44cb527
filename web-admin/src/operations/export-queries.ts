import { useInfiniteQuery, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type Export, type Page } from '../api.ts';
import { readAnew } from '../read-anew.ts';

const key = ['exports'] as const;

export const isInTheMaking = ({ state }: Export): boolean => state === 'queued' || state === 'running';

export function useExports() {
  return useInfiniteQuery<Page<Export>, Error, string | null | undefined>(() => ({
    key: [...key],
    staleTime: 0,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) => dataOf(api.GET('/v1/exports', { params: { query: { limit: 20, cursor: pageParam ?? undefined } }, signal })),
    getNextPageParam: (page) => page.nextCursor,
  }));
}

export function useDeleteExport() {
  const cache = useQueryCache();
  return useMutation({
    mutation: async (id: string): Promise<void> => void (await api.DELETE('/v1/exports/{exportId}', { params: { path: { exportId: id } } })),
    // Also when it was gone already: then the list is wrong.
    onSettled: () => void readAnew(cache, [...key]),
  });
}

export const exportFileUrl = (id: string): string => `/v1/exports/${id}/file`;
