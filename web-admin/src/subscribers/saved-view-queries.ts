import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api, meantFor, type SavedView, type SavedViewQuery } from '../api.ts';
import { readAnew } from '../read-anew.ts';

const key = ['saved-views'];
const at = (viewId: string): { path: { viewId: string } } => ({ path: { viewId } });

/** One's own views by name; nobody has more than a hundred, so one page is all of them. */
export const savedViewsQuery = defineQueryOptions({
  key,
  staleTime: 60_000,
  query: async ({ signal }): Promise<SavedView[]> => (await dataOf(api.GET('/v1/saved-views', { params: { query: { limit: 100 } }, signal }))).items,
});

function useInvalidate(): () => Promise<unknown> {
  const cache = useQueryCache();
  return () => readAnew(cache, key);
}

export function useSaveView() {
  return useMutation({
    mutation: (body: { name: string; query: SavedViewQuery }): Promise<SavedView> => dataOf(api.POST('/v1/saved-views', { body })),
    onSuccess: useInvalidate(),
  });
}

export function useUpdateView() {
  return useMutation({
    mutation: ({ view, ...body }: { view: SavedView; name?: string; query?: SavedViewQuery }): Promise<SavedView> => dataOf(api.PATCH('/v1/saved-views/{viewId}', { params: { ...at(view.id), header: meantFor(view.version) }, body })),
    // Whoever changed it elsewhere meanwhile sees that, too.
    onSettled: useInvalidate(),
  });
}

export function useDeleteView() {
  return useMutation({
    mutation: (id: string): Promise<unknown> => api.DELETE('/v1/saved-views/{viewId}', { params: at(id) }),
    onSuccess: useInvalidate(),
  });
}
