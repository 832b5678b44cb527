import '@vestibule/ui/font.css';
import '@vestibule/ui/tokens.css';
import './styles/page.css';
import './styles/form.css';
import './styles/parts.css';
import './styles/screens.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { useActivation } from './activation/activation-store.ts';
import { createLanguages, type LanguageFile } from './language.ts';

const languages = createLanguages(import.meta.glob<LanguageFile>('./locales/*.json'));
const app = createApp(App).use(createPinia()).use(languages);

// The server is asked while the language file is under way.
const [, shareKey = ''] = /^\/activate\/([\w-]+)/.exec(location.pathname) ?? [];
void useActivation().start(shareKey);
await languages.prefer(...navigator.languages);
app.mount('#app');
