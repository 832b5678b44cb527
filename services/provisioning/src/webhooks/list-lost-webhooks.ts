import { rightsOf } from '../access.ts';
import type { TxContext } from '../context.ts';
import { nameOf } from './create-webhook.ts';
import { selectLost } from './store.ts';
import type { LostReason } from './webhook.ts';

export type LostWebhook = { id: string; name: string; reason: LostReason; disabledAt: Date };

/** Webhooks that were disabled because of their receiver, the latest first; none for who may not work on webhooks. */
export async function listLostWebhooks(ctx: TxContext, limit: number): Promise<LostWebhook[]> {
  if (!rightsOf(ctx.actor).includes('webhooks:write')) return [];
  const rows = await selectLost(ctx.db, ctx.providerId, limit);
  return rows.flatMap(({ id, disabledReason, disabledAt, ...row }) => (disabledAt && disabledReason && disabledReason !== 'somebody' ? [{ id, name: nameOf(row), reason: disabledReason, disabledAt }] : []));
}
