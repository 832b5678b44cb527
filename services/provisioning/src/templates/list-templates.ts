import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { fold } from '../subscribers/fold.ts';
import { listTemplates as readTemplates, type NamedTemplateRow } from './store.ts';

export type TemplateKey = [name: string, id: string];

/** By name, narrowed to names that hold `q`; an admin limited to some templates sees only those. */
export async function listTemplates(ctx: Context, page: PageRequest<TemplateKey> & { q?: string | undefined }): Promise<Page<NamedTemplateRow, TemplateKey>> {
  requireRight(ctx, 'templates:read');
  return inTransaction(ctx, async (ctx) => {
    const rows = await readTemplates(ctx.db, ctx.providerId, { ...page, only: visibleTemplates(ctx.actor), foldedTerm: fold(page.q ?? '') });
    return cutPage(rows, page, (row): TemplateKey => [row.name, row.id]);
  });
}
