import { defineQueryOptions, useQuery } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { onScopeDispose } from 'vue';
import { api, type Activity, type Home } from '../api.ts';

const everyMs = 60_000;
export const spans = [7, 30, 90] as const;
export type Span = (typeof spans)[number];

type Call = { signal: AbortSignal };

export const homeQuery = defineQueryOptions({
  key: ['home'],
  staleTime: 0,
  refetchOnWindowFocus: 'always' as const,
  query: ({ signal }: Call): Promise<Home> => dataOf(api.GET('/v1/home', { signal })),
});

export const activityQuery = defineQueryOptions((days: Span) => ({
  key: ['home', 'activity', days],
  staleTime: 0,
  refetchOnWindowFocus: 'always' as const,
  query: ({ signal }: Call): Promise<Activity> => dataOf(api.GET('/v1/home/activity', { params: { query: { days } }, signal })),
  placeholderData: (previous: Activity | undefined) => previous,
}));

/** Asks again every minute while the page is looked at; a failed round is left to the next one. */
export function useLiveQuery<Data>(...[options]: Parameters<typeof useQuery<Data>>) {
  const query = useQuery<Data>(options);
  const timer = setInterval(() => {
    if (!document.hidden) void query.refetch();
  }, everyMs);
  onScopeDispose(() => clearInterval(timer));
  return query;
}
