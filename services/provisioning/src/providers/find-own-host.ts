import { findKey } from '../access-keys/find-key.ts';
import type { Context } from '../context.ts';
import { type OwnHost, originOfHost } from './portal-address.ts';

/** The provider whose own host this is; null for PUBLIC_URL's and for one nobody has claimed. */
export async function findOwnHost(ctx: Pick<Context, 'pool' | 'vault' | 'clock' | 'config'>, host: string | undefined): Promise<OwnHost | null> {
  const origin = originOfHost(host);
  if (!origin || new URL(origin).host === new URL(ctx.config.publicUrl).host) return null;
  const key = await findKey(ctx, 'portal_host', origin);
  return key && { providerId: key.providerId, origin };
}
