import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { raiseGenerations } from './store.ts';

/** Every access token of the context's provider opens nothing from now on; secrets, keys and API keys go on. @returns of how many clients */
export async function endTokens(ctx: Context): Promise<number> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, async (ctx) => {
    const clients = await raiseGenerations(ctx.db, ctx.providerId);
    await recordEvent(ctx, { type: 'api_client.tokens_ended', data: { clients } });
    return clients;
  });
}
