import type { Context } from './context.ts';
import { problem } from './problems.ts';

/**
 * Call it with the row held for the change, so that nobody comes between. A program must say what its change is meant for; the
 * console does where it edits.
 * @param options.known the caller has named the version in another way.
 * @throws request.version_outdated, request.version_missing
 */
export function requireVersion(ctx: Context, version: number, { known = false } = {}): void {
  refuseOutdated(ctx, version);
  if (!ctx.meantFor && !known && ctx.actor.kind === 'api_client') throw problem('request.version_missing');
}

/** The same where saying it is up to the caller. @throws request.version_outdated */
export function refuseOutdated({ meantFor }: Pick<Context, 'meantFor'>, version: number): void {
  if (meantFor && meantFor !== 'any' && !meantFor.includes(version)) throw problem('request.version_outdated');
}
