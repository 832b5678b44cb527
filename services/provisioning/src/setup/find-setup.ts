import { findKey } from '../access-keys/find-key.ts';
import type { AccessKey } from '../access-keys/store.ts';
import type { Context } from '../context.ts';
import { problem } from '../problems.ts';
import { findProviderIds } from '../providers/find-provider-ids.ts';

/** The link behind a token, while it may be used. @throws setup.done once any provider exists, setup.link_unknown, access.too_many_attempts */
export async function findSetup(ctx: Context, { token, network }: { token: string; network: string }): Promise<AccessKey> {
  await ctx.limiter.consume('setup-network', network, { points: ctx.config.limits.signInsPerNetworkPerMinute, seconds: 60 });
  // The key first: who looks while somebody else wins must not find the link gone and no provider yet.
  const key = await findKey(ctx, 'setup', token);
  if ((await findProviderIds(ctx, 1)).length > 0) throw problem('setup.done');
  if (!key) throw problem('setup.link_unknown');
  return key;
}
