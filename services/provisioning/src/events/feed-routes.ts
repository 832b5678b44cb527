import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { ref, refusals } from '../http/schema.ts';
import { problem } from '../problems.ts';
import { EventFeed, feedQuery } from './feed-schemas.ts';
import { FeedWaiting } from './feed-waiting.ts';
import type { ChangeListener } from './listener.ts';
import { type FeedPage, type FeedStart, readFeed } from './read-feed.ts';

const description = `What happened, in the order of its numbers, which have no gaps, 30 days back. Go on with \`after\` = \`next\`; nothing is left out and nothing comes in behind it. With \`wait\` the answer comes as soon as there is something.
Delivery is at least once: remember the \`id\` of what you handled, or the \`next\` you have come to. A caller limited to some templates gets their events.
Older than 30 days is refused with \`events.too_old\`: read the present state from the lists, then go on after the number in \`suggestion\`.
Who signs in, who may do what, single mails and wrong codes stay in the audit log.`;

/** The feed of events for programs. */
export default async function feedRoutes(app: App, { changes }: { changes: ChangeListener }): Promise<void> {
  const waiting = new FeedWaiting(changes);
  app.addHook('preClose', async () => waiting.endAll());

  app.get(
    '/v1/events',
    {
      // A HEAD would wait for nothing.
      exposeHeadRoute: false,
      schema: { operationId: 'readEvents', summary: 'Read what happened, in order', description, tags: ['Events'], querystring: Type.Object(feedQuery), response: { 200: ref(EventFeed), ...refusals('400', '401', '403', '410', '429') } },
    },
    async (request, reply) => {
      const { ctx, query } = request;
      const { limit = 100, wait = 0 } = query;
      const types = query.type?.split(',') ?? [];
      const first = await readFeed(ctx, { after: startOf(query.after), limit, types });
      if (wait === 0 || !ctx.providerId || isAnswer(first)) return first;
      let { next } = first;
      return waiting.until({ providerId: ctx.providerId, raw: reply.raw, seconds: wait }, async (isLast) => {
        // Whoever was let in when the call came may have lost the right while it waited.
        const now = await request.whoAsksNow();
        if (!now) throw problem('access.signed_out');
        const page = await readFeed(now, { after: next, limit, types });
        next = page.next;
        return isLast || isAnswer(page) ? page : null;
      });
    },
  );
}

const isAnswer = ({ items, hasMore }: FeedPage) => items.length > 0 || hasMore;

const startOf = (after = 'oldest'): FeedStart => (after === 'oldest' || after === 'latest' ? after : Number(after));
