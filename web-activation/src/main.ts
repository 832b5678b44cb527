import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import PageFrame from './PageFrame.vue';
import { useActivation } from './activation/activation-store.ts';
import type { Loaders } from './language-files.ts';
import { createLanguages } from './language.ts';
import { applyAccent } from './look/apply-accent.ts';

/** Shows the page. @throws when the texts cannot be fetched */
export async function start({ loaders, shareKey, isPreview }: { loaders: Loaders; shareKey: string; isPreview: boolean }): Promise<void> {
  const languages = createLanguages(loaders);
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
