import { useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { sessionQuery } from '../access.ts';
import { api, type Session } from '../api.ts';

/** Signs in; whatever an earlier admin had loaded in this tab is forgotten first. */
export function useSignIn() {
  const cache = useQueryCache();
  return useMutation({
    mutation: (body: { email: string; password: string }): Promise<Session> => dataOf(api.POST('/v1/session', { body })),
    onSuccess(session) {
      for (const entry of cache.getEntries()) cache.remove(entry);
      cache.setQueryData(sessionQuery.key, session);
    },
  });
}

export function useSignOut() {
  const cache = useQueryCache();
  return useMutation({
    mutation: (): Promise<unknown> => api.DELETE('/v1/session'),
    onSettled() {
      for (const entry of cache.getEntries({ key: sessionQuery.key })) cache.remove(entry);
    },
  });
}
