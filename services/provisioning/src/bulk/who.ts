import { currentAdmin } from '../admins/current-admin.ts';
import { currentClient } from '../api-clients/current-client.ts';
import { requireRight, type Right, rightsOf, visibleTemplates } from '../access.ts';
import type { Actor, Context } from '../context.ts';
import { problem } from '../problems.ts';
import type { BulkWork } from './bulk-operation.ts';
import type { BulkRow } from './store.ts';

/** The same rights as the single act needs. */
function rightsFor(work: BulkWork): Right[] {
  if (work.action === 'resend') return ['subscribers:support'];
  return work.action === 'retry' && work.mode === 'vouch' ? ['subscribers:write', 'subscribers:vouch'] : ['subscribers:write'];
}

/** @throws access.signed_out, access.forbidden */
export function requireBulkRight(ctx: Context, work: BulkWork): void {
  for (const right of rightsFor(work)) requireRight(ctx, right);
}

export const mayStill = (actor: Actor, work: BulkWork): boolean => rightsFor(work).every((right) => rightsOf(actor).includes(right));

/** Whose operations the actor may see: one who is limited to some templates sees only their own. Null is everybody's. */
export const seesOnlyOf = (actor: Actor): string | null => (visibleTemplates(actor) === null ? null : actor.id);

/** Who asks, in the form that is kept with the operation. @throws access.forbidden for anybody but an admin or a program */
export function askedBy({ actor }: Context): Pick<BulkRow, 'actorKind' | 'actorId' | 'actorName'> {
  if (actor.kind !== 'admin' && actor.kind !== 'api_client') throw problem('access.forbidden');
  return { actorKind: actor.kind, actorId: actor.id, actorName: actor.name };
}

/** Who asked, with the rights they have now; null when they are gone. */
export const currentActor = (ctx: Context, { actorKind, actorId }: BulkRow): Promise<Actor | null> => (actorKind === 'admin' ? currentAdmin(ctx, actorId) : currentClient(ctx, actorId));
