import { insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { loadCluster } from '../clusters/load-cluster.ts';
import { requireReachable } from '../clusters/require-reachable.ts';
import { loadConnector } from '../connectors/load-connector.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { type AddressPolicy, defaultAddressPolicy } from '../mail/address-remarks.ts';
import type { Package } from '../subscribers/subscriber.ts';
import { requireReadable } from './accent.ts';
import { loadTemplate } from './load-template.ts';
import { asRefusal } from './refusal.ts';
import { defaultReminders, type Reminders, requireUsableReminders } from './reminders.ts';
import { insertTemplate, type NamedTemplateRow } from './store.ts';
import { type Language, languages } from '../languages.ts';
import { CODE_MINUTES, defaultDownloads, defaultLook, type Download, type InvitationProof, requireFitting, requireUsableAccount, type StoredLook } from './template.ts';

export type NewTemplate = {
  name: string;
  clusterId: string;
  connectorId: string;
  defaultPackage: Package;
  untrustedEmails?: boolean;
  adapterAccount: string;
  adapterPassword?: string;
  language?: Language;
  languages?: Language[];
  senderName?: string;
  look?: Partial<StoredLook>;
  downloads?: Download[];
  maxTries?: number;
  codeMinutes?: number;
  addressPolicy?: AddressPolicy;
  consentDays?: number;
  reminders?: Reminders;
  provisionAdminFirst?: boolean;
  flowThrough?: boolean;
  selfActivation?: boolean;
  invitationProof?: InvitationProof;
};

/**
 * Creates a template with its share link, adapter address and adapter account.
 * @returns the template and, this once, the adapter's password.
 * @throws template.name_taken, template.account_unusable, template.accent_unreadable, cluster.not_found, cluster.unreachable, connector.not_found,
 *   request.invalid for settings that do not fit together
 */
export async function createTemplate(ctx: Context, input: NewTemplate): Promise<{ template: NamedTemplateRow; adapterPassword: string }> {
  requireRight(ctx, 'templates:write');
  requireUsableAccount(input.adapterAccount, input.adapterPassword);
  requireReadable(input.look?.accentColor);
  const settings = settingsFrom(input);
  requireFitting(settings);
  if (input.reminders) requireUsableReminders(input.reminders);
  const adapterPassword = input.adapterPassword || ctx.vault.newAdapterPassword();
  const { xsiUrl } = await inTransaction(ctx, (ctx) => loadCluster(ctx, input.clusterId));
  await requireReachable(ctx, xsiUrl, '/clusterId');
  const template = await inTransaction(ctx, async (ctx) => {
    await loadCluster(ctx, input.clusterId);
    await loadConnector(ctx, input.connectorId);
    const id = ctx.ids.next();
    const [shareKey, adapterKey] = [ctx.vault.newLinkKey(), ctx.vault.newLinkKey()];
    await insertTemplate(ctx.db, { ...rowFrom(ctx, input), ...settings, id, ...sealed(ctx, id, shareKey, adapterPassword), adapterKey });
    await insertAccessKey(ctx.db, { kind: 'share_link', keyHash: ctx.vault.hash('share_link', shareKey), providerId: ctx.providerId, subjectId: id });
    await insertAccessKey(ctx.db, { kind: 'adapter', keyHash: ctx.vault.hash('adapter', adapterKey), providerId: ctx.providerId, subjectId: id });
    const template = await loadTemplate(ctx, id);
    const { name, clusterName, connectorName, defaultPackage, untrustedEmails, adapterAccount } = template;
    await recordEvent(ctx, { type: 'template.created', templateId: id, data: { name, clusterName, connectorName, defaultPackage, untrustedEmails, adapterAccount } });
    return template;
  }).catch(asRefusal);
  return { template, adapterPassword };
}

const sealed = (ctx: TxContext, id: string, shareKey: string, adapterPassword: string) => ({
  shareKeySealed: ctx.vault.seal(shareKey, id),
  adapterPasswordSealed: ctx.vault.seal(adapterPassword, id),
});

const settingsFrom = (input: NewTemplate) => ({
  untrustedEmails: input.untrustedEmails ?? true,
  provisionAdminFirst: input.provisionAdminFirst ?? false,
  selfActivation: input.selfActivation ?? false,
  flowThrough: input.flowThrough ?? !input.selfActivation,
  language: input.language ?? 'en',
  languages: input.languages ?? [...languages],
});

function rowFrom(ctx: TxContext, input: NewTemplate) {
  const now = ctx.clock.now();
  return {
    providerId: ctx.providerId,
    name: input.name,
    clusterId: input.clusterId,
    connectorId: input.connectorId,
    defaultPackage: input.defaultPackage,
    adapterAccount: input.adapterAccount,
    senderName: input.senderName ?? input.name,
    look: { ...defaultLook(input.name), ...input.look },
    downloads: input.downloads ?? [...defaultDownloads],
    maxTries: input.maxTries ?? 3,
    codeMinutes: input.codeMinutes ?? CODE_MINUTES,
    addressPolicy: input.addressPolicy ?? defaultAddressPolicy,
    consentDays: input.consentDays ?? 14,
    reminders: input.reminders ?? defaultReminders,
    invitationProof: input.invitationProof ?? 'password',
    createdAt: now,
    updatedAt: now,
  };
}
