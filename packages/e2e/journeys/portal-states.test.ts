import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { overflow } from '../src/overflow.ts';
import { openState, portalStates, speak } from '../src/portal-states.ts';
import { pseudo, speakPseudo } from '../src/pseudo-language.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const { origin } = new URL(demo.portalUrl);
const tabs = useTabs();
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const narrow = { viewport: { width: 320, height: 640 } };
const whole = portalStates.map(({ name }) => name);

/** Everything about the shape of a page that has to hold in every state and language. */
const shapeFaults = (page: Page, language: string): Promise<string[]> =>
  page.evaluate((language) => {
    const { lang, dir } = document.documentElement;
    const shape = `${lang} ${dir} ${document.querySelectorAll('h1').length}`;
    const wrong = shape === `${language} ${language === 'ar' ? 'rtl' : 'ltr'} 1` ? [] : [shape];
    // Numbers, addresses and codes keep their direction.
    const turned = [...document.querySelectorAll('input:not([type=checkbox]), code, .contacts bdi')].filter((field) => getComputedStyle(field).direction !== 'ltr');
    return [...wrong, ...turned.map((field) => `runs the other way: ${field.id}`)];
  }, language);

// One page goes through everything: loading costs more than looking. What stands around the screen is looked at once in each direction.
it('is accessible in every state, light, dark and mirrored, has one heading, and runs in the direction of each language', async () => {
  const page = await tabs.device(phone);
  const faults: string[] = [];
  for (const [at, state] of portalStates.entries()) {
    await openState(page, origin, state, 'en');
    const found = [...(await shapeFaults(page, 'en')), ...(await accessibilityFaults(page, ['dark', 'light'], at === 0 ? undefined : 'main'))];
    for (const language of ['fr', 'ar']) {
      await speak(page, language);
      found.push(...(await shapeFaults(page, language)));
    }
    found.push(...(await accessibilityFaults(page, ['light'], at === 0 ? undefined : 'main')));
    faults.push(...found.map((fault) => `${state.name}: ${fault}`));
  }
  expect(faults).toEqual([]);
}, 180_000);

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
  const faults: string[] = [];
  for (const state of portalStates.filter(({ name }) => ['sign-in', 'email-unusual', 'problem-of-admin'].includes(name))) {
    await openState(page, origin, state, 'en');
    const languages = await page.locator('#language option').evaluateAll((options) => options.map((option) => (option instanceof HTMLOptionElement ? option.value : '')));
    expect(languages).toHaveLength(12);
    for (const language of languages) {
      await speak(page, language);
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
