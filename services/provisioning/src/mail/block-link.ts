import type { Context } from '../context.ts';
import { same } from '../vault.ts';

/** For so long the link of a mail can stop further mails. */
export const BLOCK_LINK_DAYS = 7;
const LINK_MS = BLOCK_LINK_DAYS * 86_400_000;

type Ground = Pick<Context, 'vault' | 'clock'>;

/** The page that stops mails, at the same portal as the link to the activation. */
export const blockPageBeside = (link: string): string => `${link.slice(0, link.lastIndexOf('/activate/'))}/activate/stop-mails`;

/**
 * Where the reader of a mail can stop such mails. The key stands in the fragment, which browsers send to no server, and says nothing
 * about the address: only who knows both can use it.
 * @param page as blockPageBeside gives it
 * @param address as parseEmailAddress gives it
 * @param language of the mail, for the page
 */
export function blockLinkOf(ctx: Ground, page: string, address: string, language: string): string {
  const until = (ctx.clock.now().getTime() + LINK_MS).toString(36);
  return `${page}?lang=${language}#${until}-${proofOf(ctx, until, address)}`;
}

/** Was this key in a mail to this address, not too long ago? */
export function isBlockKey(ctx: Ground, key: string, address: string): boolean {
  const [until = '', given = ''] = key.split('-');
  return same(given, proofOf(ctx, until, address)) && Number.parseInt(until, 36) > ctx.clock.now().getTime();
}

/** Ends in a letter or digit, or programs cut the link short. */
const proofOf = ({ vault }: Ground, until: string, address: string): string => vault.hash('mail_block', `${until}\0${address}`).toString('hex').slice(0, 40);
