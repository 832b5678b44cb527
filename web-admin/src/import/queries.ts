import { useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type BulkOperation, type ImportPreview } from '../api.ts';
import { readAnew } from '../read-anew.ts';

export type Chosen = { name: string; text: string };
export const MOST_BYTES = 5 * 1024 * 1024;

export function usePreview() {
  return useMutation({
    mutation: ({ name, text }: Chosen): Promise<ImportPreview> =>
      dataOf(api.POST('/v1/subscribers/imports', { params: { query: name ? { fileName: name.slice(0, 200) } : {} }, body: text, bodySerializer: (body) => body, headers: { 'content-type': 'text/csv' } })),
  });
}

export function useStartImport() {
  const cache = useQueryCache();
  return useMutation({
    mutation: ({ id, ...body }: { id: string; mode: 'verify' | 'vouch'; confirm?: number }): Promise<BulkOperation> =>
      dataOf(api.POST('/v1/bulk-operations/{bulkOperationId}/start', { params: { path: { bulkOperationId: id } }, body })),
    onSuccess: () => void readAnew(cache, ['operations']),
  });
}

export const failuresUrl = (id: string): string => `/v1/bulk-operations/${id}/failures.csv`;
