import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { type IdentityProviderRow, listIdentityProviders as readProviders } from './store.ts';

export type IdentityProviderKey = [name: string, id: string];

/** By name. */
export async function listIdentityProviders(ctx: Context, page: PageRequest<IdentityProviderKey>): Promise<Page<IdentityProviderRow, IdentityProviderKey>> {
  requireRight(ctx, 'admin');
  const rows = await inTransaction(ctx, ({ db, providerId }) => readProviders(db, providerId, page));
  return cutPage(rows, page, (row): IdentityProviderKey => [row.name, row.id]);
}
