import { problem } from '../problems.ts';

export const platforms = ['windows', 'macos', 'ios', 'android', 'web'] as const;
export type Platform = (typeof platforms)[number];
export type Download = { platform: Platform; url: string };

/** How the portal and the mails look to the people a template onboards. */
export type Look = {
  brandName: string;
  /** #rrggbb */
  accentColor: string;
  supportEmail: string | null;
  supportPhone: string | null;
  resetPasswordUrl: string | null;
  helpUrl: string | null;
};

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

export const defaultLook = (brandName: string): Look => ({
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
