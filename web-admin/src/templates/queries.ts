import { defineQueryOptions, useInfiniteQuery, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import {
  api, type TemplateCheck, type Cluster, type Connector, type Page, type Template, type NewTemplate, type TemplateSummary, type TemplateChanges,
} from '../api.ts';

const key = {
  all: ['templates'],
  list: ['templates', 'list'],
  one: (templateId: string) => ['templates', 'one', templateId],
} as const;

export function useTemplates() {
  return useInfiniteQuery<Page<TemplateSummary>, Error, string | undefined | null>({
    key: key.list,
    initialPageParam: undefined,
    query: ({ pageParam, signal }) =>
      dataOf(api.GET('/v1/templates', { params: { query: { limit: 100, cursor: pageParam ?? undefined } }, signal })),
    getNextPageParam: (page) => page.nextCursor,
  });
}

export const templateQuery = defineQueryOptions((templateId: string) => ({
  key: key.one(templateId),
  query: ({ signal }: { signal: AbortSignal }): Promise<Template> =>
    dataOf(api.GET('/v1/templates/{templateId}', { params: { path: { templateId } }, signal })),
}));

/** What a new template may choose from. A provider has a handful of either, so one page is all of them. */
export const clustersQuery = defineQueryOptions({
  key: ['clusters'],
  query: ({ signal }): Promise<Page<Cluster>> => dataOf(api.GET('/v1/clusters', { params: { query: { limit: 200 } }, signal })),
});

export const connectorsQuery = defineQueryOptions({
  key: ['connectors'],
  query: ({ signal }): Promise<Page<Connector>> => dataOf(api.GET('/v1/connectors', { params: { query: { limit: 200 } }, signal })),
});

export function useCreateTemplate() {
  const cache = useQueryCache();
  return useMutation({
    mutation: (body: NewTemplate): Promise<Template> => dataOf(api.POST('/v1/templates', { body })),
    onSuccess: () => void cache.invalidateQueries({ key: key.list }),
  });
}

/** Puts a changed template where the pages read it; its password is not kept in the cache. */
function useKeep(): (template: Template) => void {
  const cache = useQueryCache();
  return (template) => {
    cache.setQueryData(key.one(template.id), template);
    void cache.invalidateQueries({ key: key.list });
  };
}

export function useUpdateTemplate(templateId: () => string) {
  return useMutation({
    mutation: (body: TemplateChanges): Promise<Template> =>
      dataOf(api.PATCH('/v1/templates/{templateId}', { params: { path: { templateId: templateId() } }, body })),
    onSuccess: useKeep(),
  });
}

export function useRotateShareLink(templateId: () => string) {
  return useMutation({
    mutation: (): Promise<Template> =>
      dataOf(api.POST('/v1/templates/{templateId}/share-link/rotate', { params: { path: { templateId: templateId() } }, body: {} })),
    onSuccess: useKeep(),
  });
}

export function useCheckTemplate(templateId: () => string) {
  return useMutation({
    mutation: (): Promise<TemplateCheck> =>
      dataOf(api.POST('/v1/templates/{templateId}/check', { params: { path: { templateId: templateId() } }, body: {} })),
  });
}

export function useDeleteTemplate(templateId: () => string) {
  const cache = useQueryCache();
  return useMutation({
    mutation: (): Promise<unknown> => api.DELETE('/v1/templates/{templateId}', { params: { path: { templateId: templateId() } } }),
    onSuccess: () => void cache.invalidateQueries({ key: key.list }),
  });
}
