import type { Context } from '../context.ts';
import { problem } from '../problems.ts';

/**
 * A cluster nobody can sign in at is found now, not by the first user.
 * @param pointer JSON Pointer of the field that leads to it
 * @throws cluster.unreachable
 */
export async function requireReachable(ctx: Context, xsiUrl: string, pointer = '/xsiUrl'): Promise<void> {
  const answer = await ctx.identity.probe({ xsiUrl });
  if (answer === 'reachable') return;
  const message = answer === 'not_xsi' ? 'answers, but not as XSI-Actions' : 'does not answer';
  throw problem('cluster.unreachable', { errors: [{ pointer, message }] });
}
