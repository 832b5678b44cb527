import { defineQueryOptions, useInfiniteQuery, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { type Admin, type AdminChanges, api, meantFor, type NewAdmin, type Page } from '../api.ts';
import { readAnew } from '../read-anew.ts';

const key = ['admins'] as const;

export function useAdmins() {
  return useInfiniteQuery<Page<Admin>, Error, string | undefined | null>({
    key,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) => dataOf(api.GET('/v1/admins', { params: { query: { limit: 100, cursor: pageParam ?? undefined } }, signal })),
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** The templates an admin may be limited to; a provider has a handful, so one page is all of them. */
export const templateNamesQuery = defineQueryOptions({
  key: ['templates', 'names', 'of-admins'],
  query: async ({ signal }): Promise<{ id: string; name: string }[]> =>
    (await dataOf(api.GET('/v1/templates', { params: { query: { limit: 500 } }, signal }))).items.map(({ id, name }) => ({ id, name })),
});

function useChange<Input, Result>(mutation: (input: Input) => Promise<Result>) {
  const cache = useQueryCache();
  return useMutation({ mutation, onSettled: () => void readAnew(cache, key) });
}

const of = (adminId: string) => ({ params: { path: { adminId } } });

export const useInvite = () => useChange((body: NewAdmin): Promise<Admin> => dataOf(api.POST('/v1/admins', { body })));
export const useUpdate = () => useChange(({ id, version, changes }: { id: string; version: number; changes: AdminChanges }): Promise<Admin> =>
  dataOf(api.PATCH('/v1/admins/{adminId}', { params: { path: { adminId: id }, header: meantFor(version) }, body: changes })));
export const useResend = () => useChange((id: string): Promise<Admin> => dataOf(api.POST('/v1/admins/{adminId}/resend-invitation', of(id))));
export const useEnable = () => useChange((id: string): Promise<Admin> => dataOf(api.POST('/v1/admins/{adminId}/enable', of(id))));

/** What is asked about first. */
export type Ending = 'disable' | 'delete' | 'withdraw' | 'end_sessions';
const endings: Record<Ending, (id: string) => Promise<unknown>> = {
  disable: (id) => api.POST('/v1/admins/{adminId}/disable', of(id)),
  delete: (id) => api.DELETE('/v1/admins/{adminId}', of(id)),
  withdraw: (id) => api.DELETE('/v1/admins/{adminId}', of(id)),
  end_sessions: (id) => api.DELETE('/v1/admins/{adminId}/sessions', of(id)),
};
export const useEnding = () => useChange(({ id, ending }: { id: string; ending: Ending }): Promise<unknown> => endings[ending](id));
