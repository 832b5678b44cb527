import { requireRight } from '../access.ts';
import type { Context } from '../context.ts';
import { problem } from '../problems.ts';

/**
 * The admin whose views are meant: always who asks. A program has no screen and so no views.
 * @throws access.signed_out, access.forbidden
 */
export function viewOwner(ctx: Context): string {
  requireRight(ctx, 'subscribers:read');
  if (ctx.actor.kind !== 'admin') throw problem('access.forbidden');
  return ctx.actor.id;
}
