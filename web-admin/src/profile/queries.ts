import { useInfiniteQuery, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { sessionQuery } from '../access.ts';
import { api, type OwnSession, type Page, type Session } from '../api.ts';
import { readAnew } from '../read-anew.ts';

const sessions = ['own-sessions'] as const;

export function useRename() {
  const cache = useQueryCache();
  return useMutation({
    mutation: (name: string): Promise<Session> => dataOf(api.PATCH('/v1/profile', { body: { name } })),
    onSuccess: (session) => cache.setQueryData(sessionQuery.key, session),
  });
}

export function useChangePassword() {
  const cache = useQueryCache();
  return useMutation({
    mutation: (body: { currentPassword: string; password: string }): Promise<unknown> => api.POST('/v1/profile/password', { body }),
    onSuccess: () => void readAnew(cache, sessions),
  });
}

export function useOwnSessions() {
  return useInfiniteQuery<Page<OwnSession>, Error, string | undefined | null>({
    key: sessions,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) => dataOf(api.GET('/v1/profile/sessions', { params: { query: { limit: 20, cursor: pageParam ?? undefined } }, signal })),
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Ends one session by its id, or, without one, all but this. */
export function useEndSessions() {
  const cache = useQueryCache();
  return useMutation({
    mutation: (sessionId: string | null): Promise<unknown> =>
      sessionId === null ? api.DELETE('/v1/profile/sessions') : api.DELETE('/v1/profile/sessions/{sessionId}', { params: { path: { sessionId } } }),
    onSettled: () => void readAnew(cache, sessions),
  });
}
