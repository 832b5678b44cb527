import { and, asc, eq, gt, gte, inArray, sql } from 'drizzle-orm';
import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import type { SubscriberRow } from './store.ts';
import type { Status } from './subscriber.ts';
import { subscribers } from './table.ts';

/** The search of the published API: exact values, oldest first. */
export type Search = {
  userId?: string | undefined;
  email?: string | undefined;
  personId?: string | undefined;
  templateId?: string | undefined;
  spEnterpriseId?: string | undefined;
  status?: readonly Status[] | undefined;
  selfActivated?: boolean | undefined;
  createdAfter?: Date | undefined;
  changedAfter?: Date | undefined;
};

/** Pages in the order of creation, so that rows added meanwhile never shift a page. */
export async function searchSubscribers(ctx: Context, search: Search, page: { limit: number; after: string | null }): Promise<Page<SubscriberRow, string>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const visible = visibleTemplates(ctx.actor);
    const { userId, email, personId, templateId, spEnterpriseId, status, selfActivated, createdAfter, changedAfter } = search;
    const rows = await ctx.db
      .select()
      .from(subscribers)
      .where(
        and(
          eq(subscribers.providerId, ctx.providerId),
          visible ? inArray(subscribers.templateId, [...visible]) : undefined,
          userId ? eq(subscribers.userId, userId.toLowerCase()) : undefined,
          email ? eq(subscribers.email, email.toLowerCase()) : undefined,
          personId ? eq(subscribers.personId, personId) : undefined,
          templateId ? eq(subscribers.templateId, templateId) : undefined,
          spEnterpriseId ? eq(subscribers.spEnterpriseId, spEnterpriseId) : undefined,
          status ? inArray(subscribers.status, [...status]) : undefined,
          selfActivated === undefined ? undefined : eq(subscribers.selfActivated, selfActivated),
          createdAfter ? gt(subscribers.createdAt, createdAfter) : undefined,
          changedAfter ? gte(subscribers.lastStatusChange, changedAfter) : undefined,
          page.after ? sql`${subscribers.id} > ${page.after}` : undefined,
        ),
      )
      .orderBy(asc(subscribers.id))
      .limit(page.limit + 1);
    return cutPage(rows, page.limit, (row) => row.id);
  });
}
