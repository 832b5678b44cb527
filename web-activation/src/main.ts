import '@vestibule/ui/font.css';
import '@vestibule/ui/tokens.css';
import './styles/page.css';
import './styles/form.css';
import './styles/parts.css';
import './styles/screens.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import PageFrame from './PageFrame.vue';
import { useActivation } from './activation/activation-store.ts';
import { createLanguages, type LanguageFile } from './language.ts';
import { applyAccent } from './look/apply-accent.ts';

const languages = createLanguages(import.meta.glob<LanguageFile>('./locales/*.json'));

const [, shareKey = ''] = /^\/activate\/([\w-]+)/.exec(location.pathname) ?? [];
const isPreview = shareKey === 'preview';
const app = createApp(isPreview ? PageFrame : App).use(createPinia()).use(languages);
const store = useActivation();

if (isPreview) {
  // Given all it needs, so that nothing the visitors load is cut up for its sake.
  const { startPreview } = await import('./preview/start-preview.ts');
  startPreview({ app, store, languages, applyAccent });
} else {
  // The server is asked while the language file is under way.
  void store.start(shareKey);
  await languages.prefer(...navigator.languages);
  app.mount('#app');
}
