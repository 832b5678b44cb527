import type { Look } from '../api.ts';

export type OwnText = 'welcomeTexts' | 'supportTexts' | 'problemTexts' | 'doneTexts';

/** What the template's author says there: in the shown language, else in the template's, else null. */
export function ownTextIn(look: Look | null, kind: OwnText, shown: string): { language: string; text: string } | null {
  const written = new Map<string, string>(Object.entries(look?.[kind] ?? {}));
  for (const language of [shown, look?.textLanguage ?? '']) {
    const text = written.get(language);
    if (text) return { language, text };
  }
  return null;
}
