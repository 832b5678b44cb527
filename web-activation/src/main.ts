import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import PageFrame from './PageFrame.vue';
import { useActivation } from './activation/activation-store.ts';
import { STOP_MAILS } from './share-key.ts';
import type { Loaders } from './language-files.ts';
import { createLanguages } from './language.ts';
import { applyAccent } from './look/apply-accent.ts';

/** Shows the page. @throws when the texts cannot be fetched */
export async function start({ loaders, shareKey, isPreview }: { loaders: Loaders; shareKey: string; isPreview: boolean }): Promise<void> {
  const languages = createLanguages(loaders);
  if (shareKey === STOP_MAILS) {
    const [{ default: StopMailsPage }] = await Promise.all([import('./stop-mails/StopMailsPage.vue'), languages.prefer(navigator.languages)]);
    createApp(StopMailsPage).use(createPinia()).use(languages).mount('#app');
    return;
  }
  const app = createApp(isPreview ? PageFrame : App).use(createPinia()).use(languages);
  const store = useActivation();
  if (isPreview) {
    // Given all it needs, so that nothing the visitors load is cut up for its sake.
    const { startPreview } = await import('./preview/start-preview.ts');
    return startPreview({ app, store, languages, applyAccent });
  }
  void store.start(shareKey);
  await languages.prefer(navigator.languages);
  app.mount('#app');
}
