import { PiniaColada, useQueryCache } from '@pinia/colada';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { sessionFailure, sessionQuery } from './access.ts';
import { onSignedOut } from './api.ts';
import { followAdmin, followBrowser } from './chosen-display.ts';
import { firstLanguage, i18n, useLanguage, useTexts } from './locales/i18n.ts';
import { createConsoleRouter } from './router.ts';
import './style.css';

const app = createApp(App);
app.use(createPinia());
app.use(PiniaColada, { queryOptions: { gcTime: 5 * 60_000 } });
app.use(i18n);

const cache = app.runWithContext(() => useQueryCache());
const router = createConsoleRouter(async () => {
  const failure = await sessionFailure(cache);
  await followAdmin(cache);
  return failure;
});
router.beforeEach((to) => (to.meta.open ? followBrowser().then(() => true) : true));
app.use(router);

onSignedOut(() => {
  const { name, fullPath } = router.currentRoute.value;
  if (name === 'sign-in') return;
  for (const entry of cache.getEntries({ key: sessionQuery.key })) cache.remove(entry);
  void router.push({ name: 'sign-in', query: { next: fullPath, ended: '1' } });
});

// After an update on the server the pages of the old version are gone: the new version is fetched, once.
window.addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('renewed') === import.meta.url) return;
  sessionStorage.setItem('renewed', import.meta.url);
  location.reload();
});

await useLanguage(firstLanguage());
app.mount('#app');
// The words of seldom refusals are not needed for the first screen, only before the first refusal.
void router.isReady().then(() => useTexts('problems')).catch(() => undefined);
