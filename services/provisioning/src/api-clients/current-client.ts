import { type Actor, type Context, inTransaction } from '../context.ts';
import { findApiClient } from './store.ts';

/** The program with all its present scopes, for work it asked for earlier; null when it is gone. Checks no right. */
export async function currentClient(ctx: Context, id: string): Promise<Actor | null> {
  const client = await inTransaction(ctx, (ctx) => findApiClient(ctx.db, ctx.providerId, id));
  return client && { kind: 'api_client', id: client.id, name: client.name, scopes: client.scopes };
}
