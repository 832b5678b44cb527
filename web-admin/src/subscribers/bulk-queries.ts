import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, type BulkDryRun, type BulkOperation, type BulkRequest, type Page, type Subscriber, type TemplateSummary } from '../api.ts';
import { readAnew } from '../read-anew.ts';
import { useKeepSubscribers } from './queries.ts';

type Call = { signal?: AbortSignal };

/** All pages, since a choice that hides templates is no choice. */
async function everyTemplate(signal: AbortSignal | undefined): Promise<TemplateSummary[]> {
  const all: TemplateSummary[] = [];
  let cursor: string | null | undefined;
  do {
    const page: Page<TemplateSummary> = await dataOf(api.GET('/v1/templates', { params: { query: { limit: 200, cursor: cursor ?? undefined } }, signal }));
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all.sort((a, b) => a.name.localeCompare(b.name));
}

/** Where a user of this template could go: the other templates of its cluster. Without a template, all of them. */
export const otherTemplatesQuery = defineQueryOptions((templateId: string) => ({
  key: ['templates', 'beside', templateId],
  async query({ signal }: Call): Promise<Pick<TemplateSummary, 'id' | 'name'>[]> {
    const all = await everyTemplate(signal);
    const own = all.find(({ id }) => id === templateId);
    return all.filter(({ id, clusterId }) => id !== templateId && (!own || clusterId === own.clusterId));
  },
}));

export function useMove() {
  const keep = useKeepSubscribers();
  return useMutation({
    mutation: ({ id, ...body }: { id: string; templateId: string }): Promise<Subscriber> =>
      dataOf(api.POST('/v1/subscribers/{subscriberId}/move-template', { params: { path: { subscriberId: id } }, body })),
    onSuccess: (subscriber) => keep([subscriber]),
  });
}

export type BulkWork = Omit<BulkRequest, 'dryRun' | 'confirm'>;

/** What the work would come to; asked for again whenever the question changes, and never kept. */
export const dryRunQuery = defineQueryOptions(({ work, ready }: { work: BulkWork; ready: boolean }) => ({
  key: ['bulk', 'dry-run', JSON.stringify(work)],
  enabled: ready,
  staleTime: 0,
  gcTime: 0,
  refetchOnWindowFocus: false,
  query: async ({ signal }: Call): Promise<BulkDryRun> => {
    const answer = await dataOf(api.POST('/v1/bulk-operations', { body: { ...work, dryRun: true }, signal }));
    if ('ready' in answer) return answer;
    throw new Error('a dry run was answered with an operation');
  },
}));

export function useStartBulk() {
  const cache = useQueryCache();
  return useMutation({
    mutation: async (body: BulkWork & { confirm?: number }): Promise<BulkOperation> => {
      const answer = await dataOf(api.POST('/v1/bulk-operations', { body }));
      if ('state' in answer) return answer;
      throw new Error('a start was answered with a dry run');
    },
    onSuccess: () => void readAnew(cache, ['operations']),
  });
}
