import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type MadeScimToken, type ScimAccess, type ScimTokenRequest } from '../api.ts';
import { readAnew } from '../read-anew.ts';

const key = (templateId: string) => ['templates', 'scim', templateId] as const;

export const scimAccessQuery = defineQueryOptions((templateId: string) => ({
  key: key(templateId),
  query: ({ signal }: { signal: AbortSignal }): Promise<ScimAccess> => dataOf(api.GET('/v1/templates/{templateId}/scim', { params: { path: { templateId } }, signal })),
}));

/** Makes a token, or another one; the token itself is in the answer and nowhere else. */
export function useMakeScimToken(templateId: () => string) {
  const cache = useQueryCache();
  return useMutation({
    mutation: (body: ScimTokenRequest): Promise<MadeScimToken> => dataOf(api.POST('/v1/templates/{templateId}/scim/token', { params: { path: { templateId: templateId() } }, body })),
    onSuccess: ({ bearerToken: _, ...access }) => cache.setQueryData(key(templateId()), access),
  });
}

export function useChangeScim(templateId: () => string) {
  const cache = useQueryCache();
  return useMutation({
    mutation: (spEnterpriseId: string | null): Promise<ScimAccess> => dataOf(api.PATCH('/v1/templates/{templateId}/scim', { params: { path: { templateId: templateId() } }, body: { spEnterpriseId } })),
    onSuccess: (access) => cache.setQueryData(key(templateId()), access),
  });
}

function useAndRead(templateId: () => string, call: (templateId: string) => Promise<unknown>) {
  const cache = useQueryCache();
  return useMutation({ mutation: () => call(templateId()), onSuccess: () => readAnew(cache, key(templateId())) });
}

/** Ends a replaced token that still works. */
export const useEndOldScimToken = (templateId: () => string) => useAndRead(templateId, (id) => api.DELETE('/v1/templates/{templateId}/scim/token/old', { params: { path: { templateId: id } } }));

export const useSwitchScimOff = (templateId: () => string) => useAndRead(templateId, (id) => api.DELETE('/v1/templates/{templateId}/scim', { params: { path: { templateId: id } } }));
