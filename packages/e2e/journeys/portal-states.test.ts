import { describe, expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { overflow } from '../src/overflow.ts';
import { openState, portalStates } from '../src/portal-states.ts';
import { pseudo, speakPseudo } from '../src/pseudo-language.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const { origin } = new URL(demo.portalUrl);
const tabs = useTabs();
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const narrow = { viewport: { width: 320, height: 640 } };
const whole = portalStates.map(({ name }) => name);

/** Both schemes once, and the mirrored page; French differs from English in its words alone, which other tests hold to their place. */
const looks: Readonly<Record<string, ('dark' | 'light')[]>> = { en: ['dark', 'light'], fr: [], ar: ['light'] };

describe.each(Object.keys(looks))('every state of the portal in %s', (language) => {
  it('is accessible, has one heading, and runs in the direction of the language', async () => {
    const page = await tabs.device(phone);
    const faults: string[] = [];
    for (const state of portalStates) {
      await openState(page, origin, state, language);
      const found = await accessibilityFaults(page, looks[language] ?? []);
      const shape = await page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir} ${document.querySelectorAll('h1').length}`);
      if (shape !== `${language} ${language === 'ar' ? 'rtl' : 'ltr'} 1`) found.push(shape);
      // Numbers, addresses and codes keep their direction.
      found.push(...(await page.locator('input:not([type=checkbox]), code, .contacts bdi').evaluateAll((fields) => fields.filter((field) => getComputedStyle(field).direction !== 'ltr').map((field) => `runs the other way: ${field.id}`))));
      faults.push(...found.map((fault) => `${state.name}: ${fault}`));
    }
    expect(faults).toEqual([]);
  }, 300_000);
});

it('fits at 320 pixels, as with 400 % zoom, in a language two fifths longer than English', async () => {
  const page = await tabs.device(narrow);
  await speakPseudo(page, origin);
  const faults: string[] = [];
  for (const state of portalStates) {
    await openState(page, origin, state, 'en');
    faults.push(...(await overflow(page)).map((fault) => `${state.name}: ${fault}`));
  }
  expect(await page.locator('h1').innerText()).toBe(pseudo('We cannot reach the server'));
  expect(faults).toEqual([]);
}, 180_000);

it('fits at 320 pixels in each of its languages', async () => {
  const page = await tabs.device(narrow);
  await openState(page, origin, { name: 'sign-in' }, 'en');
  const languages = await page.locator('#language option').evaluateAll((options) => options.map((option) => (option instanceof HTMLOptionElement ? option.value : '')));
  expect(languages).toHaveLength(12);
  const faults: string[] = [];
  for (const language of languages) {
    for (const state of portalStates.filter(({ name }) => ['sign-in', 'email-unusual', 'problem-of-admin'].includes(name))) {
      await openState(page, origin, state, language);
      faults.push(...(await overflow(page)).map((fault) => `${language} ${state.name}: ${fault}`));
    }
  }
  expect(faults).toEqual([]);
}, 180_000);

it('keeps its buttons, fields and notices visible in forced colours', async () => {
  const page = await tabs.device({ ...phone, forcedColors: 'active' });
  for (const name of ['sign-in-locked', 'code-wrong', 'done']) {
    const state = portalStates[whole.indexOf(name)] ?? { name };
    await openState(page, origin, state, 'en');
    const edges = await page.locator('.button.primary, .field input:not([type=checkbox]), .notice').evaluateAll((parts) => parts.map((part) => getComputedStyle(part).borderBlockStartWidth));
    expect(edges.length).toBeGreaterThan(0);
    expect(new Set(edges)).toEqual(new Set(['1px']));
  }
});

it('turns and moves nothing for people who asked for less motion', async () => {
  const page = await tabs.device({ ...phone, reducedMotion: 'reduce' });
  await openState(page, origin, portalStates[whole.indexOf('progress')] ?? { name: '' }, 'en');
  expect(await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length)).toBe(0);
});
