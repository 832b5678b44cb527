import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { problem } from '../problems.ts';
import { type ExportRow, findExport, selectExports } from './store.ts';

/** An owner sees everybody's files, anybody else only their own. */
const seesAll = ({ actor }: Context): boolean => actor.kind === 'admin' && actor.role === 'owner';

export async function listExports(ctx: Context, page: PageRequest<string>): Promise<Page<ExportRow, string>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const rows = await selectExports(ctx.db, ctx.providerId, { ...page, actorId: seesAll(ctx) ? null : (ctx.actor.id ?? '') });
    return cutPage(rows, page, (row) => row.id);
  });
}

export async function getExport(ctx: Context, id: string): Promise<ExportRow> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, (ctx) => loadOwnExport(ctx, id));
}

/**
 * The export, if the actor may have it: somebody else's is as absent as one that does not exist, and so is a file with users of
 * templates that were taken from its owner since. @throws export.not_found
 */
export async function loadOwnExport(ctx: TxContext, id: string): Promise<ExportRow> {
  const row = await findExport(ctx.db, ctx.providerId, id);
  if (!row || row.expiresAt <= ctx.clock.now()) throw problem('export.not_found');
  if (!seesAll(ctx) && row.actorId !== ctx.actor.id) throw problem('export.not_found');
  const now = visibleTemplates(ctx.actor);
  if (now && !row.visible?.every((templateId) => now.includes(templateId))) throw problem('export.not_found');
  return row;
}
