import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { findProvider, type ProviderRow } from './store.ts';

/** The provider the context works for. @throws access.signed_out when it is gone, and all its sessions with it. */
export async function loadProvider(ctx: TxContext): Promise<ProviderRow> {
  const row = await findProvider(ctx.db, ctx.providerId);
  if (!row) throw problem('access.signed_out');
  return row;
}
