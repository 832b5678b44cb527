import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { sessionQuery } from '../access.ts';
import { type AdminLink, api, type Session } from '../api.ts';
import type { Language } from '../locales/languages.ts';

export type LinkKind = 'invitation' | 'password-reset';

export const linkQuery = defineQueryOptions(({ kind, token }: { kind: LinkKind; token: string }) => ({
  key: ['mailed-link', kind, token],
  query: ({ signal }: { signal: AbortSignal }): Promise<AdminLink> => dataOf(api.POST(`/v1/${kind}/check`, { body: { token }, signal })),
  refetchOnWindowFocus: false,
}));

/** Whatever an earlier admin had loaded in this tab is forgotten before the new session is taken over. */
function useSigningIn<Input>(mutation: (input: Input) => Promise<Session>) {
  const cache = useQueryCache();
  return useMutation({
    mutation,
    onSuccess(session) {
      for (const entry of cache.getEntries()) cache.remove(entry);
      cache.setQueryData(sessionQuery.key, session);
    },
  });
}

export const useAcceptInvitation = () => useSigningIn((body: { token: string; name: string; password: string; language: Language }) => dataOf(api.POST('/v1/invitation/accept', { body })));
export const useResetPassword = () => useSigningIn((body: { token: string; password: string }) => dataOf(api.POST('/v1/password-reset/complete', { body })));
export const useRequestReset = () => useMutation({ mutation: (email: string): Promise<unknown> => api.POST('/v1/password-reset', { body: { email } }) });
