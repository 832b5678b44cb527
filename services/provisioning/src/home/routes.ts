import type { App } from '../http/app-type.ts';
import { ref, refusals } from '../http/schema.ts';
import { getActivity } from './get-activity.ts';
import { getHome } from './get-home.ts';
import { Activity, activityQuery, Home } from './schemas.ts';

const tags = ['Home'];

/** What an admin looks at first. */
export default async function homeRoutes(app: App): Promise<void> {
  app.get(
    '/v1/home',
    {
      schema: {
        operationId: 'getHome',
        summary: 'What needs somebody\'s attention',
        description: 'Failures by cause, users who wait too long, refused calls of the adapter, connectors in trouble, webhooks that were disabled because of their receiver, and the first steps of a new provider.',
        tags,
        response: { 200: ref(Home), ...refusals('401', '403') },
      },
    },
    ({ ctx }) => getHome(ctx),
  );

  app.get(
    '/v1/home/activity',
    {
      schema: {
        operationId: 'getActivity',
        summary: 'The activation funnel, and what happened day by day',
        tags,
        querystring: activityQuery,
        response: { 200: ref(Activity), ...refusals('400', '401', '403') },
      },
    },
    ({ ctx, query }) => getActivity(ctx, query.days ?? 30),
  );
}
