import { defineQueryOptions, useInfiniteQuery, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type AuditChain, type AuditEntry, type AuditFilter, type AuditVerification, type Page } from '../api.ts';
import { readAnew } from '../read-anew.ts';
import type { Narrowing } from './view.ts';

export function useAudit(filter: () => Omit<AuditFilter, 'cursor' | 'limit'>) {
  return useInfiniteQuery<Page<AuditEntry>, Error, string | null | undefined>(() => ({
    key: ['audit', 'list', { ...filter() }],
    staleTime: 0,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) => dataOf(api.GET('/v1/audit', { params: { query: { ...filter(), limit: 50, cursor: pageParam ?? undefined } }, signal })),
    getNextPageParam: (page) => page.nextCursor,
  }));
}

export const chainQuery = defineQueryOptions({
  key: ['audit', 'chain'],
  staleTime: 0,
  query: ({ signal }): Promise<AuditChain> => dataOf(api.GET('/v1/audit/chain', { signal })),
});

/** Walks the whole chain, as many calls as that takes. */
export function useVerifyChain() {
  const cache = useQueryCache();
  return useMutation({
    async mutation(): Promise<AuditVerification> {
      for (let after = 0; ;) {
        const found = await dataOf(api.POST('/v1/audit/verify', { params: { query: { after } } }));
        if (found.next === null) return found;
        after = found.next;
      }
    },
    onSuccess: () => void readAnew(cache, chainQuery.key),
  });
}

/** What the log can be narrowed to by typing a name. */
export type PickKind = 'actorId' | 'customerId' | 'templateId';
export type Pick = { value: string; label: string; hint?: string };
const AT_ONCE = 20;

async function findActors(q: string, signal: AbortSignal): Promise<Pick[]> {
  const params = { query: { limit: 500 } };
  const [admins, clients] = await Promise.all([dataOf(api.GET('/v1/admins', { params, signal })), dataOf(api.GET('/v1/api-clients', { params, signal }))]);
  const all: Pick[] = [...admins.items.map(({ id, name, email }) => ({ value: id, label: name, hint: email })), ...clients.items.map(({ id, name }) => ({ value: id, label: name }))];
  return all.filter(({ label, hint = '' }) => `${label} ${hint}`.toLowerCase().includes(q.toLowerCase())).slice(0, AT_ONCE);
}

const finders: Record<PickKind, (q: string, signal: AbortSignal) => Promise<Pick[]>> = {
  actorId: findActors,
  customerId: async (q, signal) => (await dataOf(api.GET('/v1/customers', { params: { query: { limit: AT_ONCE, ...(q && { q }) } }, signal }))).items.map(({ id, name, spEnterpriseId }) => ({ value: id, label: name, hint: spEnterpriseId })),
  templateId: async (q, signal) => (await dataOf(api.GET('/v1/templates', { params: { query: { limit: AT_ONCE, ...(q && { q }) } }, signal }))).items.map(({ id, name }) => ({ value: id, label: name })),
};

export const picksQuery = defineQueryOptions(({ kind, q }: { kind: PickKind; q: string }) => ({
  key: ['audit', 'picks', kind, q],
  query: ({ signal }: { signal: AbortSignal }): Promise<Pick[]> => finders[kind](q, signal),
  staleTime: 60_000,
}));

const names: Record<Exclude<Narrowing, 'actorId' | 'involvedId'>, (id: string, signal: AbortSignal) => Promise<string>> = {
  subscriberId: async (subscriberId, signal) => (await dataOf(api.GET('/v1/subscribers/{subscriberId}', { params: { path: { subscriberId } }, signal }))).userId,
  customerId: async (customerId, signal) => (await dataOf(api.GET('/v1/customers/{customerId}', { params: { path: { customerId } }, signal }))).name,
  templateId: async (templateId, signal) => (await dataOf(api.GET('/v1/templates/{templateId}', { params: { path: { templateId } }, signal }))).name,
};

/** How people call what the log is narrowed to. It fails for what is gone: then the events themselves may know. */
export const nameQuery = defineQueryOptions(({ kind, id }: { kind: Narrowing; id: string }) => ({
  key: ['audit', 'name', kind, id],
  query: ({ signal }: { signal: AbortSignal }): Promise<string> => (kind === 'actorId' || kind === 'involvedId' ? Promise.resolve('') : names[kind](id, signal)),
  enabled: id !== '',
  staleTime: 60_000,
}));
