import { requireCallable } from '../checks/require-callable.ts';
import type { Context } from '../context.ts';
import { problem } from '../problems.ts';

/**
 * An address events may be sent to: https, or http on this very machine where private networks are allowed; without credentials or
 * fragment. A query may stand there. Names are looked up when they are called, each time, and the same rule decides then.
 * @throws request.invalid
 */
export function webhookUrl(ctx: Pick<Context, 'config'>, text: string): string {
  const url = URL.parse(text.trim());
  const refuse = (message: string) => problem('request.invalid', { errors: [{ pointer: '/url', message }] });
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') throw refuse('must be an https address');
  if (url.protocol === 'http:' && !(ctx.config.allowPrivateTargets && isLoopback(url.hostname))) throw refuse('must begin with https://');
  if (url.username || url.password) throw refuse('must not hold a user name or password');
  if (url.hash || text.includes('#')) throw refuse('must not hold a fragment');
  requireCallable(ctx, url.href, '/url');
  return url.href;
}

const isLoopback = (hostname: string): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
