import type { MessageKind } from './message.ts';
import { fill, languageFor, loadMessages, type MessageCatalogue } from './message-catalogue.ts';
import { LOGO_CID, type MessageLogo } from './message-logo.ts';

/** How a template wants its mails to look; loaded by whoever knows templates. The logo stands where the brand's name would. */
export type MessageLook = { brandName: string; accentColor: string; senderName: string; supportEmail: string | null; logo: MessageLogo | null } & OwnTexts;
/** What the template's author wrote, by language; where the mail's has none, that of `textLanguage` stands in. */
type OwnTexts = { textLanguage?: string; supportTexts?: Readonly<Record<string, string>>; doneTexts?: Readonly<Record<string, string>> };

export type RenderedMessage = { subject: string; text: string; html: string };

const ownCatalogue = loadMessages(new URL('./messages/', import.meta.url));

/**
 * Turns a message into a mail in the wanted language, or the nearest there is.
 * @param values besides the look: `address` (where it goes) and what the kind needs (`link`; `code` and `minutes`; `name` who else is told of and `blockLink` may be left out)
 * @throws when a value is missing, or the link is not an http address
 */
export function renderMessage(
  kind: MessageKind,
  language: string,
  look: MessageLook,
  values: Readonly<Record<string, string>>,
  catalogue: MessageCatalogue = ownCatalogue,
): RenderedMessage {
  if (!/^https?:\/\//.test(values['link'] ?? '')) throw new Error('the link of a message must be an http address');
  const used = languageFor(catalogue, kind, language);
  const texts = catalogue[kind].get(used);
  if (!texts) throw new Error(`the message ${kind} has no text in ${used}`);
  const accentColor = /^#[0-9a-f]{6}$/i.test(look.accentColor) ? look.accentColor : DEFAULT_ACCENT;
  const isRightToLeft = rightToLeft.has(used);
  const all = {
    name: '',
    inviter: '',
    colleague: '',
    customer: '',
    first: '',
    blockLink: '',
    ...values,
    ...(values['minutes'] !== undefined && { validFor: minutesIn(used, Number(values['minutes'])) }),
    brandName: look.brandName,
    senderName: look.senderName || look.brandName,
    supportEmail: look.supportEmail ?? '',
    supportText: ownText(look.supportTexts, used, look.textLanguage),
    doneText: ownText(look.doneTexts, used, look.textLanguage),
    brandText: look.logo ? '' : look.brandName,
    logo: look.logo ? LOGO_CID : '',
    logoWidth: String(look.logo?.width ?? ''),
    logoHeight: String(look.logo?.height ?? ''),
    accentColor,
    onAccent: readableOn(accentColor),
    language: used,
    direction: isRightToLeft ? 'rtl' : 'ltr',
  };
  const inSentences = isRightToLeft ? keptApart(all) : all;
  return {
    subject: fill(texts.subject, all, oneLine),
    text: fill(texts.text, inSentences, oneLine),
    html: fill(texts.html, inSentences, escapeHtml),
  };
}

const ownText = (texts: Readonly<Record<string, string>> = {}, language: string, fallback = ''): string => texts[language] ?? texts[fallback] ?? '';

/** `10 minutes` with the plural and the digits of the language, on one line. */
const minutesIn = (language: string, minutes: number): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(minutes).replaceAll(' ', '\u00a0');

/** What stands in the midst of sentences and may run the other way: without isolation it takes the signs around it along. */
function keptApart<Values extends Readonly<Record<string, string>>>(values: Values): Values {
  const apart = ['name', 'inviter', 'address', 'brandName', 'senderName'].flatMap((key) => (values[key] ? [[key, `\u2068${values[key]}\u2069`]] : []));
  return { ...values, ...Object.fromEntries(apart) };
}

/** Every language there is a text in, English first. */
export const messageLanguages = (kind: MessageKind, catalogue: MessageCatalogue = ownCatalogue): string[] => ['en', ...[...catalogue[kind].keys()].filter((language) => language !== 'en').sort()];

export const DEFAULT_ACCENT = '#1f5fd0';
const rightToLeft = new Set(['ar', 'he']);

/** No value may add lines: in a subject they would be headers, in a text paragraphs that somebody else wrote. */
const oneLine = (value: string): string => value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (value: string): string => oneLine(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** White where that reaches 4.5:1 (WCAG 2 relative luminance of at most 0.1833), as it does on every colour a template may choose now; else near-black. */
export function readableOn(color: string): '#ffffff' | '#111318' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(color.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 1.05 / 4.5 - 0.05 ? '#111318' : '#ffffff';
}

const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
