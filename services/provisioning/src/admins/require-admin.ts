import type { Actor, Context } from '../context.ts';
import { problem } from '../problems.ts';

/** The admin who is signed in, for what is the admin's own. @throws access.signed_out, access.forbidden for a program. */
export function requireAdmin({ actor }: Pick<Context, 'actor'>): Extract<Actor, { kind: 'admin' }> {
  if (actor.kind === 'api_client') throw problem('access.forbidden');
  if (actor.kind !== 'admin') throw problem('access.signed_out');
  return actor;
}
