import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { type AdminRow, findAdmin } from './store.ts';

/** @throws admin.not_found */
export async function getAdmin(ctx: Context, id: string): Promise<AdminRow> {
  requireRight(ctx, 'admin');
  const row = await inTransaction(ctx, ({ db, providerId }) => findAdmin(db, providerId, id));
  if (!row) throw problem('admin.not_found');
  return row;
}
