import type { TxContext } from '../context.ts';
import { portalOriginOf } from '../providers/portal-origin.ts';
import { shareLinkOf } from './template.ts';

/** The activation link of a template, under its provider's own address where there is one. */
export async function loadShareLink(ctx: TxContext, { id, shareKeySealed }: { id: string; shareKeySealed: string }): Promise<string> {
  return shareLinkOf(await portalOriginOf(ctx), ctx.vault.open(shareKeySealed, id));
}
