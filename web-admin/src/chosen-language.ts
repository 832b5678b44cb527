import { useMutation, useQueryCache, type QueryCache } from '@pinia/colada';
import { dataOf } from '@vestibule/api-client';
import { sessionQuery } from './access.ts';
import { api, type Session } from './api.ts';
import { type Language, languages, useLanguage } from './locales/i18n.ts';

let followed: string | null = null;

/** Speaks the language the admin chose on another device; once for every session, so that a later choice here stands. */
export async function followLanguage(cache: QueryCache): Promise<void> {
  const admin = cache.getQueryData<Session>(sessionQuery.key)?.admin;
  const language = languages.find((known) => known === admin?.language);
  const mark = admin ? `${admin.id} ${admin.language ?? ''}` : null;
  if (mark === followed) return;
  followed = mark;
  if (language) await useLanguage(language, true);
}

/** Changes the language here at once, and keeps it for the admin's other devices. Where that fails it still holds here. */
export function useChosenLanguage(): (language: Language) => Promise<void> {
  const cache = useQueryCache();
  const { mutateAsync } = useMutation({
    mutation: (language: Language): Promise<Session> => dataOf(api.PATCH('/v1/profile', { body: { language } })),
    onSuccess: (session) => cache.setQueryData(sessionQuery.key, session),
  });
  return async (language) => {
    await useLanguage(language, true);
    await mutateAsync(language).catch(() => undefined);
  };
}
