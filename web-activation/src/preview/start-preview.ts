import type { App } from 'vue';
import type { useActivation } from '../activation/activation-store.ts';
import type { Languages } from '../language.ts';
import type { applyAccent as ApplyAccent } from '../look/apply-accent.ts';
import { type PreviewMessage, previewMessageIn } from './preview-message.ts';
import { sampleActivation } from './sample-activation.ts';

/** The page as it is for visitors, not mounted yet. */
export type PreviewParts = { app: App; store: ReturnType<typeof useActivation>; languages: Languages; applyAccent: typeof ApplyAccent };

/** The real screens as a picture: the console says which and with which look; no session, no request, and no button does anything. */
export function startPreview({ app, store, languages, applyAccent }: PreviewParts): void {
  let isMounted = false;

  async function show(message: PreviewMessage): Promise<void> {
    const { look, language } = message;
    await languages.prefer([language]);
    document.documentElement.dataset.theme = message.theme;
    applyAccent(look.accentColor);
    const page = { templateId: 'preview', templateName: look.brandName, language, languages: [language], look, defaultDomain: null, activation: null };
    store.$patch({ page, activation: sampleActivation(message, Date.now()), isLoading: false, failure: null });
    if (!isMounted) app.mount('#app');
    isMounted = true;
  }

  addEventListener('message', (event) => {
    const message = previewMessageIn(event, { origin: location.origin, parent: window.parent });
    if (message) void show(message);
  });
  for (const act of ['click', 'submit', 'change', 'input']) addEventListener(act, keepStill, { capture: true });
  // Says that it listens; which look it gets is up to a page of the same origin.
  window.parent.postMessage({ kind: 'vestibule-preview-ready' }, location.origin);
}

function keepStill(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
