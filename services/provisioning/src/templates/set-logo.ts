import { Buffer } from 'node:buffer';
import { findKey } from '../access-keys/find-key.ts';
import { deleteAccessKeys, insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { isElsewhere } from '../providers/portal-address.ts';
import { claimTemplate, loadTemplate } from './load-template.ts';
import { type LogoType, logoTypeOf, requirePng } from './logo.ts';
import { deleteLogo, findLogo, type StoredLogo, upsertLogo } from './logo-query.ts';
import { changeTemplate, type NamedTemplateRow } from './store.ts';

/**
 * Puts a logo in place of the one there may be, under a new address.
 * @param upload.data the picture in base64
 * @param upload.mailData the same as a PNG in base64; without it mails show the picture itself where it is a PNG, else the brand's name
 * @throws template.not_found, request.version_outdated, request.version_missing, template.logo_unusable
 */
export async function setLogo(ctx: Context, id: string, { data, mailData }: { data: string; mailData?: string }): Promise<NamedTemplateRow> {
  requireRight(ctx, 'templates:write');
  const image = Buffer.from(data, 'base64');
  const type = logoTypeOf(image);
  const mailImage = mailData === undefined ? null : requirePng(Buffer.from(mailData, 'base64'), '/mailData');
  return inTransaction(ctx, async (ctx) => {
    const before = await claimTemplate(ctx, id);
    requireVersion(ctx, before.version);
    if (before.logoKey !== null && isKept(await findLogo(ctx.db, ctx.providerId, id), { type, image, mailImage })) return before;
    const logoKey = ctx.vault.newLinkKey();
    await upsertLogo(ctx.db, { providerId: ctx.providerId, templateId: id, type, image, mailImage });
    await deleteAccessKeys(ctx.db, ctx.providerId, 'logo', id);
    await insertAccessKey(ctx.db, { kind: 'logo', keyHash: ctx.vault.hash('logo', logoKey), providerId: ctx.providerId, subjectId: id });
    return noteLogo(ctx, before, logoKey);
  });
}

/** The same picture keeps its address, under which it is known in mails and browsers. */
const isKept = (logo: StoredLogo | null, { type, image, mailImage }: StoredLogo): boolean =>
  logo?.type === type && logo.image.equals(image) && (logo.mailImage === null || mailImage === null ? logo.mailImage === mailImage : logo.mailImage.equals(mailImage));

/** Takes the logo away; the brand's name stands in its place. @throws template.not_found, request.version_outdated, request.version_missing */
export async function removeLogo(ctx: Context, id: string): Promise<NamedTemplateRow> {
  requireRight(ctx, 'templates:write');
  return inTransaction(ctx, async (ctx) => {
    const before = await claimTemplate(ctx, id);
    requireVersion(ctx, before.version);
    if (before.logoKey === null) return loadTemplate(ctx, id);
    await dropLogo(ctx, id);
    return noteLogo(ctx, before, null);
  });
}

/** Forgets the picture and its address. */
export async function dropLogo(ctx: TxContext, id: string): Promise<void> {
  await deleteLogo(ctx.db, ctx.providerId, id);
  await deleteAccessKeys(ctx.db, ctx.providerId, 'logo', id);
}

/** The picture behind an address, for anybody. @throws request.not_found */
export async function openLogo(ctx: Context, logoKey: string): Promise<{ type: LogoType; image: Buffer }> {
  const key = await findKey(ctx, 'logo', logoKey);
  const logo = key && !isElsewhere(ctx, key) && (await inTransaction({ ...ctx, providerId: key.providerId }, (ctx) => findLogo(ctx.db, ctx.providerId, key.subjectId)));
  if (!logo) throw problem('request.not_found');
  return logo;
}

async function noteLogo(ctx: TxContext, before: NamedTemplateRow, logoKey: string | null): Promise<NamedTemplateRow> {
  const { id } = before;
  await changeTemplate(ctx.db, ctx.providerId, id, { logoKey }, ctx.clock.now());
  // A picture has no words of its own: only whether there was one, and whether there is.
  const logo = { from: before.logoKey && 'picture', to: logoKey && (before.logoKey ? 'other_picture' : 'picture') };
  await recordEvent(ctx, { type: 'template.changed', templateId: id, data: { changes: { logo } } });
  return loadTemplate(ctx, id);
}
