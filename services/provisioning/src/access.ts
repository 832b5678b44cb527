import type { Actor, AdminRole, Context } from './context.ts';
import { problem } from './problems.ts';

/** What a token may be given. */
export const scopes = ['templates:read', 'templates:write', 'subscribers:read', 'subscribers:write', 'events:read', 'webhooks:write', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/**
 * What is checked: the scopes, and finer ones that some roles have without the rest of the scope.
 * `subscribers:vouch` answers for an address without a proof, `subscribers:support` mails again, `integrations:write` is about
 * clusters and connectors, `enterprises:…` about the businesses of users as the published API lists them.
 */
export const rights = [...scopes, 'subscribers:vouch', 'subscribers:support', 'enterprises:read', 'enterprises:write', 'integrations:write'] as const;
export type Right = (typeof rights)[number];

/** A scope is whole: it brings the finer rights of what it names. */
const coveredBy: Partial<Record<Scope, readonly Right[]>> = {
  'templates:write': ['integrations:write'],
  'subscribers:read': ['enterprises:read'],
  'subscribers:write': ['subscribers:vouch', 'subscribers:support', 'enterprises:write'],
};

const looking = ['templates:read', 'subscribers:read', 'enterprises:read', 'events:read'] as const satisfies readonly Right[];
const workingOnUsers = ['subscribers:write', 'subscribers:vouch', 'subscribers:support', 'enterprises:write'] as const satisfies readonly Right[];
const rightsOfRole: Record<AdminRole, readonly Right[]> = {
  owner: rights,
  admin: [...looking, ...workingOnUsers, 'templates:write', 'integrations:write', 'webhooks:write'],
  operator: [...looking, ...workingOnUsers],
  help_desk: [...looking, 'subscribers:support'],
  read_only: looking,
};

/** Owners and admins answer for every template; the others may be limited to some. */
export const hasWholeProvider = (role: AdminRole): boolean => role === 'owner' || role === 'admin';

/** The scopes that existing programs written for the Webex API ask for. As published, those of subscribers open no enterprises, and the other way round. */
const publishedScopes: Record<string, readonly Right[]> = {
  'spark-admin:broadworks_subscribers_read': ['subscribers:read'],
  'spark-admin:broadworks_subscribers_write': ['subscribers:write', 'subscribers:vouch', 'subscribers:support'],
  'spark-admin:broadworks_enterprises_read': ['enterprises:read'],
  'spark-admin:broadworks_enterprises_write': ['enterprises:write'],
};
export const grantableScopes: readonly string[] = [...scopes, ...Object.keys(publishedScopes)];

function rightsOfScopes(given: readonly string[]): readonly Right[] {
  const named = scopes.filter((scope) => given.includes(scope));
  const all: readonly Right[] = [...given.flatMap((name) => publishedScopes[name] ?? []), ...named.flatMap((scope) => [scope, ...(coveredBy[scope] ?? [])])];
  return rights.filter((right) => all.includes(right));
}

export function rightsOf(actor: Actor): readonly Right[] {
  switch (actor.kind) {
    case 'admin':
      return rightsOfRole[actor.role];
    case 'api_client':
      return rightsOfScopes(actor.scopes);
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
  return actor.kind === 'admin' && !hasWholeProvider(actor.role) ? actor.templateIds : null;
}
