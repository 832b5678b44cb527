import { computed, type ComputedRef } from 'vue';
import { defineQueryOptions, useQuery, type QueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type Right, type Session } from './api.ts';

/** Who is signed in. Asked for once and kept: every other answer says by itself when the session has ended. */
export const sessionQuery = defineQueryOptions({
  key: ['session'],
  query: ({ signal }): Promise<Session> => dataOf(api.GET('/v1/session', { signal })),
  staleTime: 10 * 60_000,
  gcTime: false,
  refetchOnWindowFocus: false,
  refetchOnMount: false,
});

/** Makes sure the session is known; answers what kept it from being so, or null. */
export async function sessionFailure(cache: QueryCache): Promise<Error | null> {
  const entry = cache.ensure(sessionQuery);
  await cache.refresh(entry).catch(() => undefined);
  return entry.state.value.error;
}

export type Access = { session: ComputedRef<Session | undefined>; can: (right: Right) => boolean };

/** The session and what it may do. What a role may not do is not shown; the API refuses it in any case. */
export function useAccess(): Access {
  const { data } = useQuery(sessionQuery);
  return {
    session: computed(() => data.value),
    can: (right) => data.value?.rights.includes(right) ?? false,
  };
}
