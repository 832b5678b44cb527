import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { sessionQuery } from '../access.ts';
import { api, type Session, type SetupBody, type SignInOptions } from '../api.ts';

const REMEMBERED = 'sign-in';

/** The key of an identity provider by which this browser last found its buttons; it opens nothing by itself. */
export const rememberedWay = (): string | undefined => localStorage.getItem(REMEMBERED) ?? undefined;

/** Keeps a key that led to buttons, and drops one that did not. */
export function rememberWay(key: string | undefined, providers: SignInOptions['providers']): void {
  if (!key) return;
  if (providers.some((provider) => provider.key === key)) localStorage.setItem(REMEMBERED, key);
  else localStorage.removeItem(REMEMBERED);
}

export const signInOptionsQuery = defineQueryOptions((sso: string | undefined) => ({
  key: ['sign-in-options', sso ?? ''],
  query: ({ signal }: { signal: AbortSignal }): Promise<SignInOptions> => dataOf(api.GET('/v1/session/options', { params: { query: sso ? { sso } : {} }, signal })),
}));

/** Where a button leads: away from the console, to the organization's own sign-in. */
export const startAddress = (key: string, next: string): string => `/v1/session/oidc/start?${new URLSearchParams({ key, ...(next !== '/' && { next }) })}`;

/** Takes a new session over; whatever an earlier admin had loaded in this tab is forgotten first. */
function useNewSession(): (session: Session) => void {
  const cache = useQueryCache();
  return (session) => {
    for (const entry of cache.getEntries()) cache.remove(entry);
    cache.setQueryData(sessionQuery.key, session);
  };
}

export function useSignIn() {
  const onSuccess = useNewSession();
  return useMutation({
    mutation: (body: { email: string; password: string }): Promise<Session> => dataOf(api.POST('/v1/session', { body })),
    onSuccess,
  });
}

export const setupQuery = defineQueryOptions((token: string) => ({
  key: ['setup', token],
  query: ({ signal }: { signal: AbortSignal }): Promise<unknown> => dataOf(api.POST('/v1/setup/check', { body: { token }, signal })),
  refetchOnWindowFocus: false,
}));

/** Makes the first provider and its owner, who is signed in then. */
export function useSetup() {
  const onSuccess = useNewSession();
  return useMutation({
    mutation: (body: SetupBody): Promise<Session> => dataOf(api.POST('/v1/setup', { body })),
    onSuccess,
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
