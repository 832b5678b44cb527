import type { BrowserContextOptions } from 'playwright-core';
import { PortalPage } from './portal-page.ts';
import type { Tabs } from './tabs.ts';

const userAgent = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';
export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, userAgent };
/** What the portal is walked in: two directions, and a language that is no translation away from its source. */
export const languages = ['en', 'fr', 'ar'] as const;
export type Language = (typeof languages)[number];

export type Walk = (portal: PortalPage, language: Language) => Promise<void>;

const locales: Record<Language, string> = { en: 'en-GB', fr: 'fr-FR', ar: 'ar-EG' };

/** The portal on a phone that speaks this language. */
export async function onPhone(tabs: Tabs, language: Language = 'en', options: BrowserContextOptions = {}): Promise<PortalPage> {
  return new PortalPage(await tabs.device({ ...phone, locale: locales[language], ...options }), language);
}

/** The same on a phone that the whole file keeps, signed out and with no page open. */
const onKeptPhone = async (tabs: Tabs, language: Language): Promise<PortalPage> => new PortalPage(await tabs.kept(language, { ...phone, locale: locales[language] }), language);

/**
 * Walks the same way on three phones at once, each in a language of its own: what takes time is waiting for servers, which three do as
 * fast as one. A walk that fails names its language.
 * @param options.isFresh on phones of this test alone, whose clock it may move
 */
export async function inEachLanguage(tabs: Tabs, walk: Walk, { isFresh = false } = {}): Promise<void> {
  const outcomes = await Promise.allSettled(languages.map(async (language) => walk(await (isFresh ? onPhone : onKeptPhone)(tabs, language), language)));
  const failed = outcomes.flatMap((outcome, at) => (outcome.status === 'rejected' ? [`${languages[at] ?? ''}: ${outcome.reason instanceof Error ? (outcome.reason.stack ?? outcome.reason.message) : String(outcome.reason)}`] : []));
  if (failed.length > 0) throw new Error(failed.join('\n\n'));
}
