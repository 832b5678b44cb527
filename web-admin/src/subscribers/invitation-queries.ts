import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type Invitation, type OpenInvitation } from '../api.ts';
import { readAnew } from '../read-anew.ts';

const key = (id: string) => ['subscribers', 'invitation', id];
const at = (subscriberId: string): { path: { subscriberId: string } } => ({ path: { subscriberId } });

/** The personal link that works now, without the link itself. */
export const invitationQuery = defineQueryOptions((id: string) => ({
  key: key(id),
  staleTime: 0,
  query: async ({ signal }: { signal: AbortSignal }): Promise<OpenInvitation | null> => (await dataOf(api.GET('/v1/subscribers/{subscriberId}/invitation', { params: at(id), signal }))).open,
}));

function useForget(): (id: string) => void {
  const cache = useQueryCache();
  return (id) => {
    void readAnew(cache, key(id), ['subscribers', 'timeline', id]);
  };
}

export function useInvite() {
  const forget = useForget();
  return useMutation({
    mutation: ({ id, days }: { id: string; days: number }): Promise<Invitation> => dataOf(api.POST('/v1/subscribers/{subscriberId}/invitation', { params: at(id), body: { days } })),
    onSuccess: (_made, { id }) => forget(id),
  });
}

export function useRevokeInvitation() {
  const forget = useForget();
  return useMutation({
    mutation: async (id: string): Promise<boolean> => (await api.DELETE('/v1/subscribers/{subscriberId}/invitation', { params: at(id) })).response.ok,
    onSuccess: (_done, id) => forget(id),
  });
}
