import { type Context } from '../context.ts';
import { callbackOf } from './identity-provider.ts';
import { getIdentityProvider, settingsOf } from './load-identity-provider.ts';
import type { OidcFinding } from './oidc.ts';

/** Discovery, credentials and redirect address over the real connection, as far as they can be seen without a person. @throws identity_provider.not_found */
export async function checkIdentityProvider(ctx: Context, id: string): Promise<OidcFinding[]> {
  const row = await getIdentityProvider(ctx, id);
  return ctx.oidc.probe(settingsOf(ctx, row), callbackOf(ctx.config.publicUrl));
}
