import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import type { Credential } from './api-client.ts';
import { type ApiClientRow, lockApiClient } from './store.ts';

/** Until the transaction ends. @throws api_client.not_found or api_key.not_found */
export async function holdApiClient({ db, providerId }: TxContext, id: string, credential: Credential = 'client'): Promise<ApiClientRow> {
  const row = await lockApiClient(db, providerId, id, credential);
  if (!row) throw problem(credential === 'key' ? 'api_key.not_found' : 'api_client.not_found');
  return row;
}
