import { createAdmin } from '../admins/create-admin.ts';
import { asSystem, type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { createProvider } from '../providers/create-provider.ts';
import { findSetup } from './find-setup.ts';
import { takeSetupKeys } from './store.ts';

export type Setup = { token: string; providerName: string; name: string; email: string; password: string; network: string };

/**
 * Makes the first provider and its owner, once in the life of a deployment: of many at the same time one wins.
 * @throws setup.done, setup.link_unknown
 */
export async function completeSetup(ctx: Context, input: Setup): Promise<void> {
  const { keyHash, providerId } = await findSetup(ctx, input);
  const { providerName, name, email, password } = input;
  await inTransaction(asSystem(ctx, providerId, 'setup'), async (ctx) => {
    const taken = await takeSetupKeys(ctx.db);
    if (!taken.some((hash) => hash.equals(keyHash))) throw problem('setup.done');
    await createProvider(ctx, providerName.trim());
    await createAdmin(ctx, { email, name: name.trim(), role: 'owner', password });
  });
}
