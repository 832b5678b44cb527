import { visibleTemplates } from '../access.ts';
import type { TxContext } from '../context.ts';
import { selectInvitable } from './invitable-query.ts';

/** Users of a customer who are not finished, by name; only those the actor may see. Checks no right. */
export const findInvitable = (ctx: TxContext, customerId: string, limit: number): Promise<string[]> => selectInvitable(ctx.db, ctx.providerId, { customerId, limit, visible: visibleTemplates(ctx.actor) });
