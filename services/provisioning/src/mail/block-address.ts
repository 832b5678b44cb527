import type { Context } from '../context.ts';
import { problem } from '../problems.ts';
import { isBlockKey } from './block-link.ts';
import { parseEmailAddress } from './email-address.ts';

const BUCKET = 'mail-blocks';
const BLOCK_SECONDS = 86_400;
const TRIES_PER_KEY_PER_HOUR = 10;

/**
 * Sends no code and no reminder to an address for a day, whichever provider asks. Only a keyed hash of the address is kept.
 * @param input.key from the fragment of the mail's link
 * @param input.address what the reader typed
 * @returns until when nothing is sent
 * @throws mail.block_unusable (the key is too old, or belongs to no mail to this address), access.too_many_attempts
 */
export async function blockAddress(ctx: Context, { key, address: text }: { key: string; address: string }): Promise<Date> {
  await ctx.limiter.consume('mail-block-keys', key, { points: TRIES_PER_KEY_PER_HOUR, seconds: 3_600 });
  const address = parseEmailAddress(text)?.address;
  if (!address || !isBlockKey(ctx, key, address)) throw problem('mail.block_unusable');
  await ctx.limiter.block(BUCKET, address, BLOCK_SECONDS);
  return new Date(ctx.clock.now().getTime() + BLOCK_SECONDS * 1_000);
}

/** For how many seconds the reader of this mailbox wants no mails yet; 0 where nobody said so. */
export const blockedFor = (ctx: Pick<Context, 'limiter'>, address: string): Promise<number> => ctx.limiter.blockedFor(BUCKET, address);

/** @throws activation.address_blocked with retryAfterSeconds */
export async function requireNotBlocked(ctx: Pick<Context, 'limiter'>, address: string): Promise<void> {
  const seconds = await blockedFor(ctx, address);
  if (seconds > 0) throw problem('activation.address_blocked', { retryAfterSeconds: seconds });
}
