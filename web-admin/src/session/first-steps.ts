import { defineQueryOptions } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { api } from '../api.ts';

export type FirstSteps = { cluster: boolean; connector: boolean; template: boolean };

/** What a new provider has already of what the first user needs. Asked for anew at every visit: the steps are taken elsewhere. */
export const firstStepsQuery = defineQueryOptions({
  key: ['first-steps'],
  staleTime: 0,
  async query({ signal }): Promise<FirstSteps> {
    const params = { query: { limit: 1 } };
    const [clusters, connectors, templates] = await Promise.all([
      dataOf(api.GET('/v1/clusters', { params, signal })),
      dataOf(api.GET('/v1/connectors', { params, signal })),
      dataOf(api.GET('/v1/templates', { params, signal })),
    ]);
    return { cluster: clusters.items.length > 0, connector: connectors.items.length > 0, template: templates.items.length > 0 };
  },
});
