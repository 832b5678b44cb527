import Type from 'typebox';
import type { ChangeListener } from '../events/listener.ts';
import type { App } from '../http/app-type.ts';
import { OpenStreams } from '../http/open-streams.ts';
import { refusals, Uuid } from '../http/schema.ts';
import { problem } from '../problems.ts';
import { streamChanges } from './change-stream.ts';
import { visibleChanges } from './visible-changes.ts';

/** One process watches for so many pages; one page more asks now and then instead. */
const MOST_STREAMS = 1_000;

export default async function changeRoutes(app: App, { changes }: { changes: ChangeListener }): Promise<void> {
  const streams = new OpenStreams(MOST_STREAMS);
  app.addHook('preClose', async () => streams.endAll());

  app.get(
    '/v1/subscribers/changes',
    {
      // A HEAD of an endless answer would never end.
      exposeHeadRoute: false,
      schema: {
        operationId: 'streamSubscriberChanges',
        summary: 'Hear which users change, live',
        description:
          'Server-sent events. `ready` at the start; `changed` with `{ "subscriberIds": [] }`, gathered over a second; `missed` when words may have been lost, so that everything shown is worth another look; `ended` when the session or the right is gone. After a break nothing is sent again: look again at `ready`.',
        tags: ['User status'],
        querystring: Type.Object({ templateId: Type.Optional(Uuid) }),
        response: { 200: { description: 'An endless stream.', content: { 'text/event-stream': { schema: Type.String() } } }, ...refusals('400', '401', '403', '503') },
      },
    },
    async (request, reply) => {
      const { ctx, query, whoAsksNow } = request;
      await visibleChanges(ctx, [], query.templateId);
      if (!ctx.providerId) throw problem('access.signed_out');
      await streamChanges(reply, { changes, streams }, { providerId: ctx.providerId, templateId: query.templateId, whoAsks: whoAsksNow });
    },
  );
}
