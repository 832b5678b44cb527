import type { Actor, AdminRole, Context } from './context.ts';
import { problem } from './problems.ts';

export const rights = ['templates:read', 'templates:write', 'subscribers:read', 'subscribers:write', 'events:read', 'admin'] as const;
export type Right = (typeof rights)[number];

const rightsOfRole: Record<AdminRole, readonly Right[]> = {
  owner: rights,
  operator: ['templates:read', 'subscribers:read', 'subscribers:write', 'events:read'],
  read_only: ['templates:read', 'subscribers:read', 'events:read'],
};

/** The scopes that existing programs written for the Webex API ask for, in our words. */
const publishedScopes: Record<string, Right> = {
  'spark-admin:broadworks_subscribers_read': 'subscribers:read',
  'spark-admin:broadworks_subscribers_write': 'subscribers:write',
};
export const grantableScopes: readonly string[] = [...rights, ...Object.keys(publishedScopes)];

export function rightsOf(actor: Actor): readonly Right[] {
  switch (actor.kind) {
    case 'admin':
      return rightsOfRole[actor.role];
    case 'api_client':
      return rights.filter((right) => actor.scopes.some((scope) => scope === right || publishedScopes[scope] === right));
    case 'system':
      return rights;
    default:
      return [];
  }
}

/**
 * The only place where rights are checked.
 * @throws access.signed_out for a visitor, access.forbidden for anybody who lacks the right.
 */
export function requireRight(ctx: Context, right: Right): void {
  if (ctx.actor.kind === 'visitor') throw problem('access.signed_out');
  if (!rightsOf(ctx.actor).includes(right)) throw problem('access.forbidden');
}

/** The templates whose subscribers the actor may see; null means all of the provider's. */
export function visibleTemplates(actor: Actor): readonly string[] | null {
  return actor.kind === 'admin' && actor.role !== 'owner' ? actor.templateIds : null;
}
