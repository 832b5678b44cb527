import { defineQueryOptions, useInfiniteQuery, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import {
  api, type CheckPart, type Cluster, type Connector, type GraceDays, type LogoUpload, type MessagePreview, type MessagePreviewRequest, type NewTemplate, type Page, type Template, type TemplateChanges,
  type TemplateCheck, type TemplateSummary,
} from '../api.ts';
import { readAnew } from '../read-anew.ts';

const key = {
  all: ['templates'],
  lists: ['templates', 'list'],
  list: (q: string) => ['templates', 'list', q],
  one: (templateId: string) => ['templates', 'one', templateId],
} as const;

/** By name, narrowed to names that hold `q`. */
export function useTemplates(q: () => string = () => '') {
  return useInfiniteQuery<Page<TemplateSummary>, Error, string | undefined | null>({
    key: () => key.list(q()),
    initialPageParam: undefined,
    query: ({ pageParam, signal }) =>
      dataOf(api.GET('/v1/templates', { params: { query: { limit: 100, cursor: pageParam ?? undefined, q: q() || undefined } }, signal })),
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
    onSuccess: () => void readAnew(cache, key.lists),
  });
}

/** Puts a changed template where the pages read it; its password is not kept in the cache. */
function useKeep(): (template: Template) => void {
  const cache = useQueryCache();
  return (template) => {
    cache.setQueryData(key.one(template.id), template);
    void readAnew(cache, key.lists);
  };
}

export function useUpdateTemplate(templateId: () => string) {
  return useMutation({
    mutation: (body: TemplateChanges): Promise<Template> =>
      dataOf(api.PATCH('/v1/templates/{templateId}', { params: { path: { templateId: templateId() } }, body })),
    onSuccess: useKeep(),
  });
}

/** Reads a template anew, and lets the pages know. */
export function useReadTemplate(): (templateId: string) => Promise<Template> {
  const keep = useKeep();
  return async (templateId) => {
    const template = await dataOf(api.GET('/v1/templates/{templateId}', { params: { path: { templateId } } }));
    keep(template);
    return template;
  };
}

export function useRotateShareLink(templateId: () => string) {
  return useMutation({
    mutation: (graceDays: GraceDays): Promise<Template> =>
      dataOf(api.POST('/v1/templates/{templateId}/share-link/rotate', { params: { path: { templateId: templateId() } }, body: { graceDays } })),
    onSuccess: useKeep(),
  });
}

export function useEndOldLink(templateId: () => string) {
  const read = useReadTemplate();
  return useMutation({
    mutation: async (): Promise<Template> => {
      await api.DELETE('/v1/templates/{templateId}/share-link/old', { params: { path: { templateId: templateId() } } });
      return read(templateId());
    },
  });
}

/** Looks at everything, or at some parts again; the result stays with the template. */
export function useCheckTemplate(templateId: () => string) {
  const read = useReadTemplate();
  return useMutation({
    mutation: async (parts?: CheckPart[]): Promise<TemplateCheck> => {
      const check = await dataOf(api.POST('/v1/templates/{templateId}/check', { params: { path: { templateId: templateId() } }, body: parts ? { parts } : {} }));
      await read(templateId());
      return check;
    },
  });
}

/** Sets a new logo, with the same as a PNG for mails where there is one; null takes the old one away. */
export function useSetLogo(templateId: () => string) {
  return useMutation({
    mutation: (logo: LogoUpload | null): Promise<Template> => {
      const params = { path: { templateId: templateId() } };
      return dataOf(logo === null ? api.DELETE('/v1/templates/{templateId}/logo', { params }) : api.PUT('/v1/templates/{templateId}/logo', { params, body: logo }));
    },
    onSuccess: useKeep(),
  });
}

/** @param templateId undefined while the template is only being thought out */
export const previewMessage = (templateId: string | undefined, body: MessagePreviewRequest): Promise<MessagePreview> =>
  dataOf(templateId ? api.POST('/v1/templates/{templateId}/preview', { params: { path: { templateId } }, body }) : api.POST('/v1/templates/preview', { body }));

/** Templates that could take over the users of one: the same cluster, and not itself. */
export const replacementsQuery = defineQueryOptions(({ templateId, clusterId }: { templateId: string; clusterId: string }) => ({
  key: [...key.all, 'replacements', templateId],
  query: async ({ signal }: { signal: AbortSignal }): Promise<TemplateSummary[]> => {
    const { items } = await dataOf(api.GET('/v1/templates', { params: { query: { limit: 500 } }, signal }));
    return items.filter((one) => one.clusterId === clusterId && one.id !== templateId);
  },
}));

export function useDeleteTemplate(templateId: () => string) {
  const cache = useQueryCache();
  return useMutation({
    mutation: (replacementTemplateId?: string): Promise<unknown> =>
      api.DELETE('/v1/templates/{templateId}', { params: { path: { templateId: templateId() }, query: replacementTemplateId ? { replacementTemplateId } : {} } }),
    onSuccess: () => void readAnew(cache, key.lists),
  });
}
