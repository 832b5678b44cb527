import { defineQueryOptions, useInfiniteQuery, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type Customer, type InvitationSheet, meantFor, type Page, type TemplateSummary } from '../api.ts';
import { readAnew } from '../read-anew.ts';

const key = {
  all: ['customers'],
  list: (filter: CustomerFilter) => ['customers', 'list', { ...filter }],
  one: (customerId: string) => ['customers', 'one', customerId],
} as const;

export type CustomerFilter = { q: string; templateId: string };

export function useCustomers(filter: () => CustomerFilter) {
  return useInfiniteQuery<Page<Customer>, Error, string | undefined | null>(() => ({
    key: key.list(filter()),
    staleTime: 0,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) => {
      const { q, templateId } = filter();
      return dataOf(api.GET('/v1/customers', { params: { query: { limit: 50, cursor: pageParam ?? undefined, ...(q && { q }), ...(templateId && { templateId }) } }, signal }));
    },
    getNextPageParam: (page) => page.nextCursor,
  }));
}

export const customerQuery = defineQueryOptions((customerId: string) => ({
  key: key.one(customerId),
  staleTime: 0,
  query: ({ signal }: { signal: AbortSignal }): Promise<Customer> => dataOf(api.GET('/v1/customers/{customerId}', { params: { path: { customerId } }, signal })),
}));

/** Names for the template filter: all pages, since a choice that hides templates is no choice. */
export const templateNamesQuery = defineQueryOptions({
  key: ['templates', 'names-for-customers'],
  staleTime: 60_000,
  async query({ signal }) {
    const names: Pick<TemplateSummary, 'id' | 'name'>[] = [];
    let cursor: string | null | undefined;
    do {
      const page: Page<TemplateSummary> = await dataOf(api.GET('/v1/templates', { params: { query: { limit: 200, cursor: cursor ?? undefined } }, signal }));
      names.push(...page.items.map(({ id, name }) => ({ id, name })));
      cursor = page.nextCursor;
    } while (cursor);
    return names.sort((a, b) => a.name.localeCompare(b.name));
  },
});

export function useRenameCustomer(customerId: () => string) {
  const cache = useQueryCache();
  return useMutation({
    mutation: ({ name, version }: { name: string; version: number }): Promise<Customer> =>
      dataOf(api.PATCH('/v1/customers/{customerId}', { params: { path: { customerId: customerId() }, header: meantFor(version) }, body: { name } })),
    onSuccess: (customer) => {
      cache.setQueryData(key.one(customer.id), customer);
      void readAnew(cache, key.all, ['subscribers']);
    },
  });
}

export function useInviteCustomer(customerId: () => string) {
  const cache = useQueryCache();
  return useMutation({
    mutation: (days: number): Promise<InvitationSheet> => dataOf(api.POST('/v1/customers/{customerId}/invitations', { params: { path: { customerId: customerId() } }, body: { days } })),
    onSuccess: () => void readAnew(cache, ['subscribers']),
  });
}
