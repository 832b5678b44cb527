import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type Export, type ExportSize, type NewExport, type SubscriberFilter } from '../api.ts';
import { readAnew } from '../read-anew.ts';

type Scope = Omit<SubscriberFilter, 'sort' | 'limit' | 'cursor'>;

/** How many users the file would hold, and whether that is too many to wait for. */
export const exportSizeQuery = defineQueryOptions((filter: Scope) => ({
  key: ['subscribers', 'export-size', { ...filter }],
  staleTime: 0,
  query: ({ signal }: { signal?: AbortSignal }): Promise<ExportSize> => dataOf(api.GET('/v1/subscribers/export/size', { params: { query: filter }, signal })),
}));

export function useAskForExport() {
  const cache = useQueryCache();
  return useMutation({
    mutation: (body: NewExport): Promise<Export> => dataOf(api.POST('/v1/exports', { body })),
    onSuccess: () => void readAnew(cache, ['exports']),
  });
}
