import { visibleTemplates } from '../access.ts';
import type { TxContext } from '../context.ts';
import { refusalsSince } from './store.ts';

export type AdapterRefusal = { templateId: string; name: string; account: string; at: Date; reason: string | null };

/** Templates whose adapter has refused a call since then and let none in after it, the latest first; only those the actor may see. Checks no right. */
export async function listRefusals(ctx: TxContext, since: Date, limit: number): Promise<AdapterRefusal[]> {
  return refusalsSince(ctx.db, ctx.providerId, { since, limit, only: visibleTemplates(ctx.actor) });
}
