import { useMutation, useQueryCache, type QueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { theme } from '@vestibule/ui';
import { sessionQuery } from './access.ts';
import { api, type Session, type Theme } from './api.ts';
import { firstLanguage, useLanguage } from './locales/i18n.ts';
import { type Language, languages } from './locales/languages.ts';

let followed: string | null = null;

/** Speaks and looks as the admin chose, on whatever device; once for every session, so that a later choice here stands. */
export async function followAdmin(cache: QueryCache): Promise<void> {
  const admin = cache.getQueryData<Session>(sessionQuery.key)?.admin;
  if (!admin) return;
  const mark = `${admin.id} ${admin.language ?? ''} ${admin.theme ?? ''}`;
  if (mark === followed) return;
  followed = mark;
  theme.value = admin.theme ?? 'system';
  await useLanguage(languages.find((known) => known === admin.language) ?? firstLanguage());
}

/** Pages that need no session speak and look as the browser prefers, whoever was signed in before. */
export async function followBrowser(): Promise<void> {
  followed = null;
  theme.value = 'system';
  await useLanguage(firstLanguage());
}

/** Changes the language or the look here at once, and keeps it for the admin's other devices. Where that fails it still holds here. */
export function useChoices(): { chooseLanguage: (language: Language) => Promise<void>; chooseTheme: (theme: Theme) => Promise<void> } {
  const cache = useQueryCache();
  const { mutateAsync } = useMutation({
    mutation: (body: { language: Language } | { theme: Theme }): Promise<Session> => dataOf(api.PATCH('/v1/profile', { body })),
    onSuccess: (session) => cache.setQueryData(sessionQuery.key, session),
  });
  const keep = async (choice: { language: Language } | { theme: Theme }): Promise<void> => void (await mutateAsync(choice).catch(() => undefined));
  return {
    async chooseLanguage(language) {
      await useLanguage(language);
      await keep({ language });
    },
    async chooseTheme(choice) {
      theme.value = choice;
      await keep({ theme: choice });
    },
  };
}
