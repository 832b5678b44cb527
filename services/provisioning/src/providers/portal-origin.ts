import type { TxContext } from '../context.ts';
import { loadProvider } from './load-provider.ts';

/** Where the provider's users find the portal: under its own host, else under PUBLIC_URL. */
export async function portalOriginOf(ctx: TxContext): Promise<string> {
  const { portalOrigin } = await loadProvider(ctx);
  return portalOrigin ?? ctx.config.publicUrl;
}
