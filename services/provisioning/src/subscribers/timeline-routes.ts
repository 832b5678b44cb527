import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { supportDocument } from './support-document.ts';
import { SupportDocument, Timeline } from './timeline-schemas.ts';
import { readTimeline } from './timeline.ts';

const params = Type.Object({ subscriberId: Uuid });
const tags = ['User status'];

/** What happened to one user, for people and for support. */
export default async function timelineRoutes(app: App): Promise<void> {
  app.get(
    '/v1/subscribers/:subscriberId/timeline',
    {
      schema: {
        operationId: 'readTimeline',
        summary: 'Everything that happened to a user, newest first',
        description: 'A mail is one entry with its delivery, work in the cloud platform one entry a try with its steps.',
        tags,
        params,
        querystring: Type.Object(pageQuery),
        response: { 200: ref(Timeline), ...refusals('400', '401', '403', '404') },
      },
    },
    async (request) => {
      const { limit = 50, cursor } = request.query;
      const list = { list: 'timeline', of: request.params.subscriberId };
      return sealPage(request.ctx, list, await readTimeline(request.ctx, request.params.subscriberId, { limit, start: openCursor<string>(request.ctx, cursor, list) }));
    },
  );

  app.get(
    '/v1/subscribers/:subscriberId/support-document',
    {
      schema: {
        operationId: 'readSupportDocument',
        summary: 'Everything about a user that support needs',
        description: 'Facts, errors, the last attempts and mails, tracking ids, version and time. No secret, no code, no text of a mail.',
        tags,
        params,
        response: { 200: ref(SupportDocument), ...refusals('400', '401', '403', '404') },
      },
    },
    (request) => supportDocument(request.ctx, request.params.subscriberId),
  );
}
