import type { Language } from '../languages.ts';
import { problem } from '../problems.ts';

export const platforms = ['windows', 'macos', 'ios', 'android', 'web'] as const;
export type Platform = (typeof platforms)[number];
export type Download = { platform: Platform; url: string };

/** What the author of a template writes to its users, by where it is shown; plain text. */
export const ownTexts = ['welcomeTexts', 'supportTexts', 'problemTexts', 'doneTexts'] as const;
export type OwnText = (typeof ownTexts)[number];

/** How the portal and the mails look to the people a template onboards. */
export type Look = {
  brandName: string;
  /** #rrggbb */
  accentColor: string;
  supportEmail: string | null;
  supportPhone: string | null;
  resetPasswordUrl: string | null;
  helpUrl: string | null;
  termsUrl: string | null;
  privacyUrl: string | null;
  /** The template's language: its texts stand in where the shown one has none. */
  textLanguage: Language;
  /** Path on our own origin, or null. */
  logoUrl: string | null;
} & Record<OwnText, Partial<Record<Language, string>>>;
/** What came later than the look itself may be missing; logo and language stand apart. */
type Later = OwnText | 'termsUrl' | 'privacyUrl';
export type StoredLook = Omit<Look, 'logoUrl' | 'textLanguage' | Later> & Partial<Pick<Look, Later>>;

/** A template's look as pages need it. */
export const lookOf = ({ look, logoKey, language }: { look: StoredLook; logoKey: string | null; language: Language }): Look => ({
  welcomeTexts: {}, supportTexts: {}, problemTexts: {}, doneTexts: {}, termsUrl: null, privacyUrl: null,
  ...look,
  textLanguage: language,
  logoUrl: logoKey && `/v1/logos/${logoKey}`,
});

/** How long a mailed code is valid where nobody said otherwise. */
export const CODE_MINUTES = 10;

export const defaultLook = (brandName: string): StoredLook => ({
  brandName,
  accentColor: '#1f5fd0',
  supportEmail: null,
  supportPhone: null,
  resetPasswordUrl: null,
  helpUrl: null,
});

export const defaultDownloads: readonly Download[] = [
  { platform: 'windows', url: 'https://www.webex.com/downloads.html' },
  { platform: 'macos', url: 'https://www.webex.com/downloads.html' },
  { platform: 'ios', url: 'https://apps.apple.com/app/webex/id833967564' },
  { platform: 'android', url: 'https://play.google.com/store/apps/details?id=com.cisco.wx2.android' },
  { platform: 'web', url: 'https://web.webex.com' },
];

export const invitationProofs = ['password', 'link'] as const;
export type InvitationProof = (typeof invitationProofs)[number];

type FittingSettings = { language: Language; languages: readonly Language[]; untrustedEmails: boolean; provisionAdminFirst: boolean; flowThrough: boolean; selfActivation: boolean };

/**
 * Settings that must fit together, whichever of them was changed.
 * @throws request.invalid naming the field
 */
export function requireFitting({ language, languages, untrustedEmails, provisionAdminFirst, flowThrough, selfActivation }: FittingSettings): void {
  if (!languages.includes(language)) throw problem('request.invalid', { errors: [{ pointer: '/languages', message: 'must hold the default language' }] });
  // Only who gives an address of his own can be made to wait for the first administrator (the original allows it in no other mode).
  if (provisionAdminFirst && !untrustedEmails) throw problem('request.invalid', { errors: [{ pointer: '/provisionAdminFirst', message: 'needs untrusted e-mails' }] });
  if (provisionAdminFirst && !flowThrough) throw problem('request.invalid', { errors: [{ pointer: '/provisionAdminFirst', message: 'needs flow-through' }] });
  if (selfActivation && flowThrough) throw problem('request.invalid', { errors: [{ pointer: '/selfActivation', message: 'needs flow-through to be off' }] });
  if (selfActivation && !untrustedEmails) throw problem('request.invalid', { errors: [{ pointer: '/selfActivation', message: 'needs untrusted e-mails' }] });
}

const ACCOUNT_MAX = 80;
const PASSWORD_MAX = 20;

/**
 * BroadWorks keeps the account name in 80 and the password in 20 characters
 * (ServiceProviderIntegratedIMPModifyRequest); a longer one would fail for every user of the template.
 * @throws template.account_unusable
 */
export function requireUsableAccount(account: string | undefined, password: string | undefined): void {
  const tooLong = (account?.length ?? 0) > ACCOUNT_MAX || (password?.length ?? 0) > PASSWORD_MAX;
  if (tooLong || account?.includes(':')) throw problem('template.account_unusable');
}

/** The published API's name for a template: base64 of two UUIDs. */
export const provisioningIdOf = (providerId: string, templateId: string): string => Buffer.from(`${providerId}:${templateId}`).toString('base64url');

/** The template a provisioning id names, or null when it is not one. Padded and url-unsafe base64 are understood too. */
export function templateIdFrom(provisioningId: string, providerId: string): string | null {
  const [provider, template] = Buffer.from(provisioningId, 'base64').toString().split(':');
  return provider === providerId && template && UUID.test(template) ? template : null;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const shareLinkOf = (publicUrl: string, shareKey: string): string => `${publicUrl}/activate/${shareKey}`;
export const adapterUrlOf = (publicUrl: string, adapterKey: string): string => `${publicUrl}/adapter/v1/${adapterKey}`;
