import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import type { Credential } from './api-client.ts';
import { type ApiClientRow, findApiClient } from './store.ts';

/** @throws api_client.not_found or api_key.not_found */
export async function getApiClient(ctx: Context, id: string, credential: Credential = 'client'): Promise<ApiClientRow> {
  requireRight(ctx, 'admin');
  const row = await inTransaction(ctx, ({ db, providerId }) => findApiClient(db, providerId, id));
  if (!row || row.credential !== credential) throw problem(credential === 'key' ? 'api_key.not_found' : 'api_client.not_found');
  return row;
}
