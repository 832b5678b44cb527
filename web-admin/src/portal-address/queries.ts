import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, meantFor, type PortalAddress } from '../api.ts';
import { readAnew } from '../read-anew.ts';

const key = ['portal-address'];

export const portalAddressQuery = defineQueryOptions({
  key,
  query: ({ signal }): Promise<PortalAddress> => dataOf(api.GET('/v1/portal-address', { signal })),
});

/** Every share link shown anywhere is another one afterwards. */
export function useChangeAddress() {
  const cache = useQueryCache();
  return useMutation({
    mutation: ({ version, address }: { version: number; address: string | null }): Promise<PortalAddress> =>
      dataOf(api.PATCH('/v1/portal-address', { params: { header: meantFor(version) }, body: { address } })),
    onSuccess(changed) {
      cache.setQueryData(key, changed);
      return readAnew(cache, ['templates']);
    },
  });
}
