import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { flushPromises } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { look } from '../../test/activations.ts';
import PageFrame from '../PageFrame.vue';
import { useActivation } from '../activation/activation-store.ts';
import { loadersOf } from '../language-files.ts';
import { createLanguages } from '../language.ts';
import en from '../locales/en.json' with { type: 'json' };
import fr from '../locales/fr.json' with { type: 'json' };
import { applyAccent } from '../look/apply-accent.ts';
import { type PreviewMessage, previewMessageIn, previewScreens } from './preview-message.ts';
import { startPreview } from './start-preview.ts';

const wanted: PreviewMessage = { kind: 'vestibule-preview', screen: 'sign_in', language: 'en', theme: 'light', look: { ...look, welcomeTexts: { en: 'Good to see you', fr: 'Bienvenue' } }, senderName: 'Northwind', codeMinutes: 10, downloads: [] };
const post = async (data: unknown, origin = location.origin, source: MessageEventSource | null = window) => {
  window.dispatchEvent(new MessageEvent('message', { data, origin, source }));
  for (let turn = 0; turn < 5; turn += 1) await flushPromises();
};
const heading = () => document.querySelector('h1')?.textContent;

describe('the preview of the portal', () => {
  const calls = jest.fn<typeof fetch>();
  beforeEach(() => {
    document.body.innerHTML = '<div id="app"></div>';
    globalThis.fetch = calls;
    const languages = createLanguages(loadersOf({ './en.json': async () => ({ default: en }), './fr.json': async () => ({ default: fr }) }));
    const pinia = createPinia();
    startPreview({ app: createApp(PageFrame).use(pinia).use(languages), store: useActivation(pinia), languages, applyAccent });
  });
  afterEach(() => {
    calls.mockReset();
  });

  it('shows nothing until a page of the same origin says what', async () => {
    await post(wanted, 'https://evil.example');
    await post({ ...wanted, kind: 'other' });
    await post('nonsense');
    expect(heading()).toBeUndefined();
    await post(wanted);
    expect(heading()).toBe('Activate your account');
    expect(document.body.textContent).toContain('Good to see you');
  });

  it('shows every screen in every language with the wanted look, and asks no server', async () => {
    for (const language of ['en', 'fr']) {
      const seen = new Set<string | undefined | null>();
      for (const screen of previewScreens) {
        await post({ ...wanted, screen, language, theme: 'dark' });
        seen.add(heading());
        expect([document.documentElement.lang, document.documentElement.dataset.theme]).toEqual([language, 'dark']);
      }
      expect(seen.size).toBe(previewScreens.length);
    }
    await post({ ...wanted, look: { ...wanted.look, accentColor: '#aa0000', logoUrl: '/v1/logos/key' } });
    expect(document.documentElement.style.getPropertyValue('--brand-fill')).toBe('#aa0000');
    expect(document.querySelector('img')?.getAttribute('alt')).toBe('Northwind Voice');
    expect(calls).not.toHaveBeenCalled();
  });

  it('lets no button do anything', async () => {
    await post({ ...wanted, screen: 'code' });
    for (const button of document.querySelectorAll('button')) button.click();
    await flushPromises();
    expect(heading()).toBe('Enter the code');
    expect(calls).not.toHaveBeenCalled();
  });
});

describe('a message', () => {
  it('counts only when it comes from the page around, of the same origin', () => {
    const page = { origin: 'https://a.example', parent: window };
    expect(previewMessageIn({ data: wanted, origin: 'https://a.example', source: window }, page)).toBe(wanted);
    expect(previewMessageIn({ data: wanted, origin: 'https://b.example', source: window }, page)).toBeNull();
    expect(previewMessageIn({ data: wanted, origin: 'https://a.example', source: null }, page)).toBeNull();
  });
});
