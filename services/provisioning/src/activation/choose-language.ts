import { type Context, inTransaction, type TxContext } from '../context.ts';
import { announceSubscriber } from '../events/announce.ts';
import { loadSubscriber } from '../subscribers/load-subscriber.ts';
import { noteLanguage } from '../subscribers/note-language.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { offeredLanguage } from '../templates/language-in.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import type { NamedTemplateRow } from '../templates/store.ts';
import type { Visit } from './session.ts';
import { setVisitLanguage } from './store.ts';

/**
 * The person goes on in another language: this page, other tabs, and every mail from now on.
 * One that the template does not offer changes nothing.
 */
export async function chooseLanguage(ctx: Context, visit: Visit, wanted: string): Promise<Visit> {
  return inTransaction(ctx, async (ctx) => {
    const { templateId } = await loadSubscriber(ctx, visit.subscriberId);
    const language = offeredLanguage(await loadTemplateEver(ctx, templateId), [wanted, visit.language]);
    await setVisitLanguage(ctx.db, ctx.providerId, visit.activationId, language);
    await noteLanguage(ctx, visit.subscriberId, language);
    await announceSubscriber(ctx, visit.subscriberId);
    return { ...visit, language };
  });
}

/** What the page is shown in; `languageChosen`: by the person, and not by the browser. */
export type ShownLanguage = { language?: string | undefined; languageChosen?: boolean | undefined };

/** The language of a visit that begins: the person's choice, else what came with the user, else the browser's, else the template's. */
export async function settleLanguage(ctx: TxContext, subscriber: SubscriberRow, template: Pick<NamedTemplateRow, 'language' | 'languages'>, shown: ShownLanguage): Promise<string> {
  const { language, languageChosen = false } = shown;
  const settled = offeredLanguage(template, languageChosen ? [language, subscriber.language] : [subscriber.language, language]);
  if (languageChosen || !subscriber.language) await noteLanguage(ctx, subscriber.id, settled);
  return settled;
}
