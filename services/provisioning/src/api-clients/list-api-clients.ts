import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import type { Credential } from './api-client.ts';
import { type ApiClientRow, listApiClients as readApiClients } from './store.ts';

export type ApiClientKey = [name: string, id: string];

/** By name: the clients, or the keys that stand for themselves. */
export async function listApiClients(ctx: Context, credential: Credential, page: PageRequest<ApiClientKey>): Promise<Page<ApiClientRow, ApiClientKey>> {
  requireRight(ctx, 'admin');
  const rows = await inTransaction(ctx, (ctx) => readApiClients(ctx.db, ctx.providerId, credential, page));
  return cutPage(rows, page, (row): ApiClientKey => [row.name, row.id]);
}
