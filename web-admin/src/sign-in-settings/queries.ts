import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { sessionQuery } from '../access.ts';
import { api, type IdentityProvider, type IdentityProviderChanges, meantFor, type NewIdentityProvider, type OidcCheck, type Page, type Session, type SignInSettings, type TemplateSummary } from '../api.ts';
import { readAnew } from '../read-anew.ts';

const key = { all: ['sign-in-settings'], settings: ['sign-in-settings', 'settings'], providers: ['sign-in-settings', 'providers'] } as const;

export const settingsQuery = defineQueryOptions({
  key: key.settings,
  query: ({ signal }): Promise<SignInSettings> => dataOf(api.GET('/v1/sign-in-settings', { signal })),
});

/** There are ten at most, so one page is all of them. */
export const identityProvidersQuery = defineQueryOptions({
  key: key.providers,
  query: ({ signal }): Promise<Page<IdentityProvider>> => dataOf(api.GET('/v1/identity-providers', { signal })),
});

/** What a line of the mapping may be limited to. */
export const templateNamesQuery = defineQueryOptions({
  key: ['sign-in-settings', 'templates'],
  query: ({ signal }): Promise<Page<TemplateSummary>> => dataOf(api.GET('/v1/templates', { params: { query: { limit: 200 } }, signal })),
});

function useRenew(): () => Promise<unknown> {
  const cache = useQueryCache();
  return () => readAnew(cache, key.settings, key.providers);
}

export function useChangeSettings() {
  const cache = useQueryCache();
  return useMutation({
    mutation: ({ version, localAccounts }: { version: number; localAccounts: boolean }): Promise<SignInSettings> =>
      dataOf(api.PATCH('/v1/sign-in-settings', { params: { header: meantFor(version) }, body: { localAccounts } })),
    // Whoever was too late sees what it is now.
    onError: () => readAnew(cache, key.settings),
    onSuccess(settings) {
      cache.setQueryData(key.settings, settings);
      const session = cache.getQueryData<Session>(sessionQuery.key);
      if (session) cache.setQueryData(sessionQuery.key, { ...session, provider: { ...session.provider, localAccounts: settings.localAccounts } });
    },
  });
}

export function useCreateProvider() {
  const onSuccess = useRenew();
  return useMutation({ mutation: (body: NewIdentityProvider): Promise<IdentityProvider> => dataOf(api.POST('/v1/identity-providers', { body })), onSuccess });
}

const at = (identityProviderId: string) => ({ path: { identityProviderId } });

export function useUpdateProvider() {
  const onSuccess = useRenew();
  return useMutation({
    mutation: ({ id, version, body }: { id: string; version: number; body: IdentityProviderChanges }): Promise<IdentityProvider> =>
      dataOf(api.PATCH('/v1/identity-providers/{identityProviderId}', { params: { ...at(id), header: meantFor(version) }, body })),
    onSuccess,
  });
}

export function useDeleteProvider() {
  const onSuccess = useRenew();
  return useMutation({ mutation: (id: string): Promise<unknown> => dataOf(api.DELETE('/v1/identity-providers/{identityProviderId}', { params: at(id) })), onSuccess });
}

export function useCheckProvider() {
  return useMutation({ mutation: (id: string): Promise<OidcCheck> => dataOf(api.POST('/v1/identity-providers/{identityProviderId}/check', { params: at(id) })) });
}
