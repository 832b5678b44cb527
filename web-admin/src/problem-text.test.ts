import { ProblemError } from '@vestibule/api-client';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { mount } from '@vue/test-utils';
import { createI18n } from 'vue-i18n';
import { type Messages, textsOf } from '../test/texts.ts';
import ImportRows from './import/ImportRows.vue';
import LoadFailure from './LoadFailure.vue';
import { languages } from './locales/languages.ts';
import { useOutcomeNext, useOutcomeText } from './outcome-text.ts';
import { useProblemText } from './problem-text.ts';

const contract = readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8');
const [, registry = ''] = /\n {6}x-problems:\n((?: {8}.*\n)+)/.exec(contract) ?? [];
const entries = [...registry.matchAll(/^ {8}(\S+):\n((?: {10}.*\n)+)/gm)].map(([, code = '', traits = '']) => ({ code, action: /action: (\w+)/.exec(traits)?.[1] ?? '' }));

const at = (messages: Messages, key: string): string => {
  const found = key.split('.').reduce<Messages | string | undefined>((node, name) => (typeof node === 'object' ? node[name] : undefined), messages);
  return typeof found === 'string' ? found : '';
};

/** Runs inside a component, as the pages do. */
function inConsole<T>(language: (typeof languages)[number], use: () => T): T {
  const made: { value?: T } = {};
  const i18n = createI18n({ legacy: false, locale: language, messages: Object.fromEntries(languages.map((each) => [each, textsOf(each)])) });
  mount({ setup: () => ((made.value = use()), () => null) }, { global: { plugins: [i18n] } });
  if (made.value === undefined) throw new Error('it was not used');
  return made.value;
}

const refused = (code: string, facts: object = {}): ProblemError => new ProblemError({ code, title: 'The server’s own title', status: 409, ...facts });

describe.each(languages)('in %s, the registry of problems', (language) => {
  const texts = textsOf(language);

  it('has words for every code: what it means, and what to do', () => {
    expect(entries.length).toBeGreaterThan(110);
    const meaning = (code: string): string => ['problem', 'refusal', 'signInProblem', 'reason'].map((group) => at(texts, `${group}.${code}`)).find(Boolean) ?? '';
    expect(entries.filter(({ code }) => !meaning(code)).map(({ code }) => code)).toEqual([]);
    expect(entries.filter(({ action }) => !at(texts, `nextAction.${action}`))).toEqual([]);
    expect(entries.filter(({ code }) => code.startsWith('cloud.') && !at(texts, `advice.${code}`))).toEqual([]);
  });

  it('never shows an admin the code, the title of the server or a place left open', () => {
    const textOf = inConsole(language, useProblemText);
    const outcomeOf = inConsole(language, useOutcomeText);
    const shownAsProblem = entries.filter(({ code }) => !code.startsWith('cloud.') && !code.startsWith('oidc.'));
    for (const { code } of shownAsProblem) {
      for (const shown of [textOf(refused(code)), outcomeOf(code)]) {
        expect([code, shown.includes('The server’s own title'), shown === code, /\{\w+\}/.test(shown)]).toEqual([code, false, false, false]);
      }
    }
  });
});

describe.each(languages)('in %s, a user for whom it failed', (language) => {
  const next = inConsole(language, useOutcomeNext);

  it('is told with what to do next, whatever the registry holds', () => {
    expect(entries.filter(({ code, action }) => next({ code, action }) === '')).toEqual([]);
  });

  it('is told with nothing where nothing needs to be done', () => {
    expect(next({ code: 'provisioned', action: null })).toBe('');
  });
});

describe('a row that failed', () => {
  const i18n = createI18n({ legacy: false, locale: 'en', messages: { en: textsOf('en') } });
  const row = (code: string, action: string | null) => ({ line: 2, userId: 'ana@voice.example.com', email: '', code, action });
  const shown = (...told: Parameters<typeof row>): string => mount(ImportRows, { props: { caption: 'Rows', rows: [row(...told)] }, global: { plugins: [i18n] } }).find('td:last-child').text();

  it('says what to do next, in the words of the row or else of the registry', () => {
    expect(shown('email_missing', 'correct_input')).toMatch(/^No e-mail address\.\s*Fill in the column email\.$/);
    expect(shown('subscriber.email_in_use', 'other_email')).toMatch(/^Another user has this e-mail address\.\s*Another e-mail address is needed\.$/);
  });

  it('says on a phone, where its columns have no heads, which line of the file it is', () => {
    const rows = mount(ImportRows, { props: { caption: 'Rows', rows: [row('email_missing', 'correct_input')] }, global: { plugins: [i18n] } });
    expect(rows.find('td span').text()).toBe('Line 2');
  });

  it('says its reason alone where nothing needs to be done', () => {
    expect(shown('provisioned', null)).toBe('provisioned already');
  });
});

describe('a page that could not be loaded', () => {
  const i18n = createI18n({ legacy: false, locale: 'en', messages: { en: textsOf('en') } });
  const shown = (error: unknown): string => mount(LoadFailure, { props: { error }, global: { plugins: [i18n] } }).text();

  it('says what helps besides trying again', () => {
    expect(shown(refused('access.forbidden', { action: 'ask_for_access' }))).toContain('Your role does not allow this. Ask an owner for the right.');
  });

  it('says nothing twice', () => {
    expect(shown(refused('subscriber.not_found', { action: 'check_address' }))).not.toContain('deleted');
  });

  it('shows the title of the server for a code that is newer than the page', () => {
    expect(shown(refused('template.from_the_future', { action: 'contact_support' }))).toContain('The server’s own title Tell whoever runs this service');
  });
});
