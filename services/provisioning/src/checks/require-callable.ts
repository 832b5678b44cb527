import type { Context } from '../context.ts';
import { problem } from '../problems.ts';
import { literalAddress, networkKind } from './network.ts';

/**
 * An address that this installation would never call is refused when it is written down. Names are looked up when they are
 * called, each time, and the same rule decides then.
 * @throws request.invalid
 */
export function requireCallable({ config }: Pick<Context, 'config'>, url: string, pointer: string): void {
  const { hostname } = new URL(url);
  const kind = networkKind(literalAddress(hostname) ?? (/(^|\.)localhost\.?$/i.test(hostname) ? '127.0.0.1' : '8.8.8.8'));
  if (kind === 'never') throw problem('request.invalid', { errors: [{ pointer, message: 'must not be a link-local, metadata or multicast address' }] });
  if (kind === 'private' && !config.allowPrivateTargets) throw problem('request.invalid', { errors: [{ pointer, message: 'is in a private network, which this installation does not allow (ALLOW_PRIVATE_TARGETS)' }] });
}
