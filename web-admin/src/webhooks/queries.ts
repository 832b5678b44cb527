import { defineQueryOptions, useInfiniteQuery, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type Delivery, meantFor, type Page, type Schemas, type Webhook } from '../api.ts';
import { readAnew } from '../read-anew.ts';
import { addressOf, askedOf, type DeliveryView } from './delivery-view.ts';

export type NewWebhook = Schemas['NewWebhook'];
export type WebhookWithSecret = Schemas['WebhookWithSecret'];
export type DeliveryWithEvent = Schemas['DeliveryWithEvent'];
export type Span = Pick<Schemas['ReplayEvents'], 'from' | 'to'>;

type Call = { signal: AbortSignal };
const key = {
  all: ['webhooks'],
  list: ['webhooks', 'list'],
  one: (id: string) => ['webhooks', 'one', id],
  deliveries: (id: string) => ['webhooks', 'deliveries', id],
  delivery: (id: string, deliveryId: string) => ['webhooks', 'delivery', id, deliveryId],
} as const;
const at = (webhookId: string): { path: { webhookId: string } } => ({ path: { webhookId } });

/** All of them: a provider has at most fifty. */
export const webhooksQuery = defineQueryOptions({
  key: key.list,
  staleTime: 0,
  query: async ({ signal }: Call): Promise<Webhook[]> => (await dataOf(api.GET('/v1/webhooks', { params: { query: { limit: 50 } }, signal }))).items,
});

export const webhookQuery = defineQueryOptions((id: string) => ({
  key: key.one(id),
  staleTime: 0,
  query: ({ signal }: Call): Promise<Webhook> => dataOf(api.GET('/v1/webhooks/{webhookId}', { params: at(id), signal })),
}));

export function useDeliveries(id: () => string, view: () => DeliveryView) {
  let asked = askedOf(view(), Date.now());
  return useInfiniteQuery<Page<Delivery>, Error, string | null | undefined>(() => ({
    key: [...key.deliveries(id()), JSON.stringify(addressOf(view()))],
    staleTime: 0,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) => {
      // A cursor belongs to the very filters it was given for, so the pages of a list share its beginning.
      if (!pageParam) asked = askedOf(view(), Date.now());
      const query = { limit: 50, cursor: pageParam ?? undefined, ...asked };
      return dataOf(api.GET('/v1/webhooks/{webhookId}/deliveries', { params: { ...at(id()), query }, signal }));
    },
    getNextPageParam: (page) => page.nextCursor,
  }));
}

export const deliveryQuery = defineQueryOptions(({ webhookId, deliveryId }: { webhookId: string; deliveryId: string }) => ({
  key: key.delivery(webhookId, deliveryId),
  staleTime: 0,
  query: ({ signal }: Call): Promise<DeliveryWithEvent> => dataOf(api.GET('/v1/webhooks/{webhookId}/deliveries/{deliveryId}', { params: { path: { webhookId, deliveryId } }, signal })),
}));

/** It is being tried, or will be within moments: worth asking again soon. */
export const isUnderWay = ({ state, nextAttemptAt }: Delivery): boolean => state === 'pending' && (nextAttemptAt === null || Date.parse(nextAttemptAt) < Date.now() + 10_000);

/** Everything that shows webhooks asks again; so does Home, which tells of those that were disabled. */
function useChange<Input, Result>(mutation: (input: Input) => Promise<Result>) {
  const cache = useQueryCache();
  const again = (stale: readonly string[]): void => void readAnew(cache, stale);
  return useMutation({ mutation, onSettled: () => [key.all, ['home']].forEach(again) });
}

export const useCreateWebhook = () => useChange((body: NewWebhook): Promise<WebhookWithSecret> => dataOf(api.POST('/v1/webhooks', { body })));

export const useUpdateWebhook = () =>
  useChange(({ webhook: { id, version }, body }: { webhook: Webhook; body: Schemas['WebhookChanges'] }): Promise<Webhook> =>
    dataOf(api.PATCH('/v1/webhooks/{webhookId}', { params: { ...at(id), header: meantFor(version) }, body })));

export function useDeleteWebhook() {
  const cache = useQueryCache();
  return useMutation({
    mutation: ({ id, version }: Webhook): Promise<unknown> => api.DELETE('/v1/webhooks/{webhookId}', { params: { ...at(id), header: meantFor(version) } }),
    onSuccess: () => void readAnew(cache, key.list),
  });
}

export const useRotateSecret = () =>
  useChange(({ id, graceHours }: { id: string; graceHours: number }): Promise<WebhookWithSecret> => dataOf(api.POST('/v1/webhooks/{webhookId}/rotate-secret', { params: at(id), body: { graceHours } })));

export const useRotateKey = () =>
  useChange(({ id, graceHours }: { id: string; graceHours: number }): Promise<Webhook> => dataOf(api.POST('/v1/webhooks/{webhookId}/rotate-key', { params: at(id), body: { graceHours } })));

export const useEnableWebhook = () => useChange(({ id, skipMissed }: { id: string; skipMissed: boolean }): Promise<Webhook> => dataOf(api.POST('/v1/webhooks/{webhookId}/enable', { params: at(id), body: { skipMissed } })));

export const useDisableWebhook = () => useChange((id: string): Promise<Webhook> => dataOf(api.POST('/v1/webhooks/{webhookId}/disable', { params: at(id) })));

export const useReplay = () => useChange(({ id, span }: { id: string; span: Schemas['ReplayEvents'] }): Promise<Webhook> => dataOf(api.POST('/v1/webhooks/{webhookId}/replay', { params: at(id), body: span })));

export const useCancelReplay = () => useChange((id: string): Promise<Webhook> => dataOf(api.DELETE('/v1/webhooks/{webhookId}/replay', { params: at(id) })));

export const useSendTest = () => useChange((id: string): Promise<Delivery> => dataOf(api.POST('/v1/webhooks/{webhookId}/test', { params: at(id) })));

export const useResend = () =>
  useChange(({ webhookId, deliveryId }: { webhookId: string; deliveryId: string }): Promise<Delivery> => dataOf(api.POST('/v1/webhooks/{webhookId}/deliveries/{deliveryId}/resend', { params: { path: { webhookId, deliveryId } } })));
