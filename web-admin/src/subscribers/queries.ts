import { defineQueryOptions, useInfiniteQuery, useMutation, useQueryCache, type QueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type Package, type Page, type Subscriber, type SubscriberCounts, type SubscriberFilter, type SupportDocument, type TimelineEntry } from '../api.ts';
import { readAnew } from '../read-anew.ts';
import type { CountFilter } from './view.ts';

const key = {
  lists: ['subscribers', 'list'],
  list: (filter: SubscriberFilter) => ['subscribers', 'list', { ...filter }],
  one: (id: string) => ['subscribers', 'one', id],
  timeline: (id: string) => ['subscribers', 'timeline', id],
  counts: ['subscribers', 'counts'],
} as const;

type Call = { signal?: AbortSignal };
const at = (subscriberId: string): { path: { subscriberId: string } } => ({ path: { subscriberId } });

export function fetchPage(filter: SubscriberFilter, { signal }: Call = {}): Promise<Page<Subscriber>> {
  return dataOf(api.GET('/v1/subscribers', { params: { query: filter }, signal }));
}

export function fetchOne(id: string, { signal }: Call = {}): Promise<Subscriber> {
  return dataOf(api.GET('/v1/subscribers/{subscriberId}', { params: at(id), signal }));
}

// What was seen a moment ago is shown at once and asked for again: BroadWorks and users change it without us.
export const pageQuery = defineQueryOptions((filter: SubscriberFilter) => ({
  key: key.list(filter),
  staleTime: 0,
  // Rows must not move because somebody came back to the window; live updates see to it that they stay true.
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  query: (call: Call) => fetchPage(filter, call),
  placeholderData: (previous: Page<Subscriber> | undefined) => previous,
}));

export const subscriberQuery = defineQueryOptions((id: string) => ({ key: key.one(id), query: (call: Call) => fetchOne(id, call) }));

/** How many users each status holds under the other filters, so that a status chip says what pressing it would show. */
export const countsQuery = defineQueryOptions((filter: CountFilter) => ({
  key: [...key.counts, { ...filter }],
  staleTime: 0,
  query: ({ signal }: Call): Promise<SubscriberCounts> =>
    dataOf(api.GET('/v1/subscribers/counts', { params: { query: filter }, signal })),
  placeholderData: (previous: SubscriberCounts | undefined) => previous,
}));

/** A template or a customer as the filters name it. */
export type Choice = { value: string; label: string; hint?: string };

const most = 20;

/** The template or customer a link filters by; it may be one that no row on the page shows. */
export const choiceQuery = defineQueryOptions(({ kind, id }: { kind: 'template' | 'customer'; id: string }) => ({
  key: ['subscribers', 'choice', kind, id],
  enabled: id !== '',
  staleTime: 60_000,
  async query({ signal }: Call): Promise<Choice> {
    if (kind === 'template') {
      const template = await dataOf(api.GET('/v1/templates/{templateId}', { params: { path: { templateId: id } }, signal }));
      return { value: id, label: template.name };
    }
    const customer = await dataOf(api.GET('/v1/customers/{customerId}', { params: { path: { customerId: id } }, signal }));
    return { value: id, label: customer.name };
  },
}));

/** The first templates or customers that fit what was typed: a provider may have thousands. */
export const choicesQuery = defineQueryOptions(({ kind, q }: { kind: 'template' | 'customer'; q: string }) => ({
  key: ['subscribers', 'choices', kind, q],
  staleTime: 30_000,
  async query({ signal }: Call): Promise<Choice[]> {
    const query = { limit: most, ...(q && { q }) };
    if (kind === 'template') {
      const { items } = await dataOf(api.GET('/v1/templates', { params: { query }, signal }));
      return items.map(({ id, name }) => ({ value: id, label: name }));
    }
    const { items } = await dataOf(api.GET('/v1/customers', { params: { query }, signal }));
    return items.map(({ id, name, spEnterpriseId }) => ({ value: id, label: name, ...(spEnterpriseId !== name && { hint: spEnterpriseId }) }));
  },
  placeholderData: (previous: Choice[] | undefined) => previous,
}));

/** The user as one of the lists shows it, until the answer about the one user is there. */
export function findShown(cache: QueryCache, id: string): Subscriber | undefined {
  const pages = cache.getEntries({ key: key.lists }).map((entry) => cache.getQueryData<Page<Subscriber>>(entry.key));
  return pages.flatMap((page) => page?.items ?? []).find((subscriber) => subscriber.id === id);
}

/** Everything support needs about one user; asked for anew each time, since it says when. */
export function fetchSupportDocument(id: string): Promise<SupportDocument> {
  return dataOf(api.GET('/v1/subscribers/{subscriberId}/support-document', { params: at(id) }));
}

export function useTimeline(id: () => string) {
  return useInfiniteQuery<Page<TimelineEntry>, Error, string | null | undefined>(() => ({
    key: key.timeline(id()),
    initialPageParam: undefined,
    query: ({ pageParam, signal }) =>
      dataOf(api.GET('/v1/subscribers/{subscriberId}/timeline', { params: { ...at(id()), query: { limit: 50, cursor: pageParam ?? undefined } }, signal })),
    getNextPageParam: (page) => page.nextCursor,
  }));
}

/** Shows changed users wherever they stand, without moving them, and lets counts and timeline follow. */
export function useKeepSubscribers(): (changed: Subscriber[]) => void {
  const cache = useQueryCache();
  return (changed) => {
    const byId = new Map(changed.map((subscriber) => [subscriber.id, subscriber]));
    for (const entry of cache.getEntries({ key: key.lists })) {
      const page = cache.getQueryData<Page<Subscriber>>(entry.key);
      if (page) cache.setQueryData(entry.key, { ...page, items: page.items.map((row) => byId.get(row.id) ?? row) });
    }
    for (const subscriber of changed) {
      cache.setQueryData(key.one(subscriber.id), subscriber);
      void readAnew(cache, key.timeline(subscriber.id));
    }
    void readAnew(cache, key.counts);
  };
}

export function useRetry() {
  const keep = useKeepSubscribers();
  return useMutation({
    mutation: ({ id, ...body }: { id: string; email: string; mode: 'verify' | 'vouch' }): Promise<Subscriber> =>
      dataOf(api.POST('/v1/subscribers/{subscriberId}/retry-activation', { params: at(id), body })),
    onSuccess: (subscriber) => keep([subscriber]),
  });
}

export function useChangePackage() {
  const keep = useKeepSubscribers();
  return useMutation({
    mutation: ({ id, ...body }: { id: string; package: Package }): Promise<Subscriber> =>
      dataOf(api.POST('/v1/subscribers/{subscriberId}/change-package', { params: at(id), body })),
    onSuccess: (subscriber) => keep([subscriber]),
  });
}

export function useGoFirst() {
  const keep = useKeepSubscribers();
  return useMutation({
    mutation: (id: string): Promise<Subscriber> => dataOf(api.POST('/v1/subscribers/{subscriberId}/go-first', { params: at(id) })),
    onSuccess: (subscriber) => keep([subscriber]),
  });
}

export function useResendMail() {
  const keep = useKeepSubscribers();
  return useMutation({
    mutation: async (id: string): Promise<Subscriber> => {
      await api.POST('/v1/subscribers/{subscriberId}/resend-mail', { params: at(id) });
      return fetchOne(id);
    },
    onSuccess: (subscriber) => keep([subscriber]),
  });
}

export function useDelete() {
  const cache = useQueryCache();
  return useMutation({
    /** True when the user is gone, false while the cloud account is still being removed. */
    mutation: async (id: string): Promise<boolean> => {
      const { response } = await api.DELETE('/v1/subscribers/{subscriberId}', { params: at(id) });
      return response.status === 204;
    },
    onSuccess: (_gone, id) => {
      void readAnew(cache, key.lists, key.one(id), key.counts, ['templates', 'list']);
    },
  });
}

/** The text support needs, as the server words it. */
export function fetchErrorText(id: string): Promise<string> {
  return dataOf(api.GET('/v1/subscribers/{subscriberId}/error-text', { params: at(id), parseAs: 'text' }));
}
