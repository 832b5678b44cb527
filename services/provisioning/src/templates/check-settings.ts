import type { Finding, FindingCode } from '../checks/finding.ts';
import { contrastWithWhite, EDGE_CONTRAST, readableShade, TEXT_CONTRAST } from './accent.ts';
import type { ProblemCode } from '../problems.ts';
import type { PortalAnswer } from './portal-check.ts';
import type { NamedTemplateRow } from './store.ts';
import type { Language } from '../languages.ts';
import { lookOf, type OwnText, ownTexts } from './template.ts';

export const finding = (code: FindingCode, severity: Finding['severity'], owner: Finding['owner'], field: string | null, detail: string | null = null): Finding => ({ code, severity, owner, field, detail });

export const findingOfEmails = ({ untrustedEmails: on }: NamedTemplateRow): Finding =>
  on ? finding('untrusted_emails.on', 'ok', 'you', 'untrustedEmails') : finding('untrusted_emails.off', 'problem', 'you', 'untrustedEmails');

/** The portal lives where PUBLIC_URL says. A link that only works on this machine, or leads elsewhere, helps nobody. */
export function findingOfLink(origin: string, answer: PortalAnswer): Finding {
  const onlyHere = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(origin).hostname);
  if (answer === 'other_page') return finding('share_link.other_page', 'problem', 'provider_admin', 'shareLink', origin);
  if (onlyHere) return finding('share_link.wrong_host', 'warning', 'provider_admin', 'shareLink', origin);
  // Some networks let a server not reach its own outer address: worth a look, but no proof of trouble.
  if (answer === 'unreachable') return finding('share_link.unreachable', 'warning', 'provider_admin', 'shareLink', origin);
  return finding('share_link.ok', 'ok', 'you', 'shareLink', origin);
}

/** A provider's own address works once its name leads to us and the proxy passes it on; both are for the provider to see to. */
export function findingOfOwnAddress(origin: string, answer: PortalAnswer): Finding {
  if (answer === 'portal') return finding('share_link.ok', 'ok', 'you', 'shareLink', origin);
  return finding(answer === 'other_page' ? 'share_link.own_elsewhere' : 'share_link.own_unreachable', 'problem', 'you', 'shareLink', origin);
}

/** A refusal is over once BroadWorks came in with the right account. */
export function findingOfAdapter({ lastRefusalAt, lastRefusalReason, lastRefusalAccount, refusalOverAt }: NamedTemplateRow): Finding {
  if (!lastRefusalAt) return finding('adapter.no_refusals', 'ok', 'broadworks_admin', 'adapter');
  const detail = [lastRefusalAt.toISOString(), lastRefusalReason, lastRefusalAccount].filter((part) => part !== null).join(' ');
  return refusalOverAt ? finding('adapter.refused_before', 'ok', 'broadworks_admin', 'adapter', detail) : finding('adapter.refused', 'warning', 'broadworks_admin', 'adapter', detail);
}

/** What can be mended here; everything else is set where the identity system is run. */
const mendedHere: readonly ProblemCode[] = ['scim.off', 'scim.customer_missing', 'customer.other_template'];

/** A refusal of an identity system is over once it was let in, or a user was taken: as the page of the template tells it. */
export function findingOfScim({ at, reason, call, field, overAt }: { at: Date | null; reason: ProblemCode | null; call: string | null; field: string | null; overAt: Date | null }): Finding {
  if (!at || !reason) return finding('scim.no_refusals', 'ok', 'identity_admin', 'scim');
  const owner = mendedHere.includes(reason) ? 'you' : 'identity_admin';
  const detail = [at.toISOString(), reason, call, field].filter((part) => part !== null).join(' ');
  return overAt ? finding('scim.refused_before', 'ok', owner, 'scim', detail) : finding('scim.refused', 'warning', owner, 'scim', detail);
}

/** Something is said in one language and not in another, where people read it in the template's. */
export function findingOfTexts(template: NamedTemplateRow): Finding {
  const look = lookOf(template);
  const lacking = (kind: OwnText): Language[] => (Object.keys(look[kind]).length === 0 ? [] : template.languages.filter((language) => !look[kind][language]));
  const kind = ownTexts.find((kind) => lacking(kind).length > 0);
  return kind ? finding('texts.missing', 'warning', 'you', `look.${kind}`, lacking(kind).join(', ')) : finding('texts.complete', 'ok', 'you', 'look.welcomeTexts');
}

/** Whoever is stuck needs somebody to ask. */
export const findingOfSupport = ({ look: { supportEmail, supportPhone, helpUrl } }: NamedTemplateRow): Finding =>
  supportEmail || supportPhone || helpUrl ? finding('support.given', 'ok', 'you', 'look.supportEmail') : finding('support.missing', 'warning', 'you', 'look.supportEmail');

/** A colour chosen before unreadable ones were refused: its buttons take dark text, and below 3:1 they are hardly seen on white. */
export function findingOfContrast({ look: { accentColor } }: NamedTemplateRow): Finding {
  const ratio = contrastWithWhite(accentColor);
  if (ratio >= TEXT_CONTRAST) return finding('contrast.readable', 'ok', 'you', 'look.accentColor', `${ratio.toFixed(1)}:1`);
  const code = ratio >= EDGE_CONTRAST ? 'contrast.dark_text' : 'contrast.low';
  return finding(code, 'warning', 'you', 'look.accentColor', `${ratio.toFixed(1)}:1, ${readableShade(accentColor)}`);
}

export const findingOfUsers = (any: boolean): Finding => (any ? finding('users.handed_over', 'ok', 'broadworks_admin', null) : finding('users.none', 'warning', 'broadworks_admin', 'adapter'));
