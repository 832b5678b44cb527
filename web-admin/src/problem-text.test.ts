import { ProblemError } from '@vestibule/api-client';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { dismissToast, toasts } from '@vestibule/ui';
import { mount } from '@vue/test-utils';
import { createI18n } from 'vue-i18n';
import { type Messages, textsOf } from '../test/texts.ts';
import ImportRows from './import/ImportRows.vue';
import LoadFailure from './LoadFailure.vue';
import { languages } from './locales/languages.ts';
import { useOutcomeNext, useOutcomeText } from './outcome-text.ts';
import ProblemNotice from './ProblemNotice.vue';
import { useFailureToast, useProblemText } from './problem-text.ts';
import { toldByReason } from './told-by-reason.ts';

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
    expect(entries.filter(({ code, action }) => !toldByReason(code) && next({ code, action }) === '')).toEqual([]);
  });

  it('is told it once where the reason says it', () => {
    expect(entries.filter(({ code, action }) => toldByReason(code) && next({ code, action }) !== '')).toEqual([]);
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

describe.each(languages)('what was not done, in %s,', (language) => {
  const texts = textsOf(language);
  const i18n = createI18n({ legacy: false, locale: language, messages: { [language]: texts } });
  const notice = (props: { error: unknown; text?: string; retried?: boolean }): string[] => mount(ProblemNotice, { props, global: { plugins: [i18n] } }).findAll('p').map((line) => line.text());

  it('says below its reason what to do next', () => {
    expect(notice({ error: refused('access.forbidden', { action: 'ask_for_access' }) })).toEqual([at(texts, 'problem.access.forbidden'), at(texts, 'nextAction.ask_for_access')]);
    expect(notice({ error: refused('template.changed_meanwhile', { action: 'read_again' }) })[1]).toBe(at(texts, 'nextAction.read_again'));
  });

  it('says nothing twice: not what the reason ends with, nor what the field in front of the reader says', () => {
    expect(notice({ error: refused('template.in_use', { action: 'clear_the_way' }) })).toHaveLength(1);
    expect(notice({ error: refused('template.name_taken', { action: 'correct_input' }) })).toHaveLength(1);
    expect(notice({ error: refused('request.in_progress', { action: 'wait' }), retried: true })).toHaveLength(1);
    expect(notice({ error: refused('template.in_use', { action: 'read_again' }), text: 'Words of this place.' })).toEqual(['Words of this place.']);
  });
});

describe('what was not done', () => {
  it('is quoted with what support asks for wherever support is what helps', () => {
    const text = inConsole('en', useProblemText);
    expect(text(refused('access.cross_site', { status: 403, action: 'contact_support', requestId: 'r-17' }))).toMatch(/Reference: r-17$/);
    expect(text(refused('access.forbidden', { status: 403, action: 'ask_for_access', requestId: 'r-17' }))).not.toContain('r-17');
  });

  it('stays as a message with its reason and what to do next', () => {
    inConsole('en', useFailureToast)(refused('access.forbidden', { action: 'ask_for_access' }));
    expect(toasts.map(({ tone, text, next }) => ({ tone, text, next }))).toEqual([{ tone: 'danger', text: 'Your role does not allow this.', next: 'Ask an owner for the right.' }]);
    for (const { id } of [...toasts]) dismissToast(id);
  });
});

describe('the list of reasons that say what helps', () => {
  it('names codes of the registry only', () => {
    const source = readFileSync(new URL('./told-by-reason.ts', import.meta.url), 'utf8');
    const listed = [...source.matchAll(/^ {2}'([\w.]+)',$/gm)].map(([, code = '']) => code);
    expect(listed.length).toBeGreaterThan(30);
    expect(listed.filter((code) => !toldByReason(code) || !entries.some((entry) => entry.code === code))).toEqual([]);
  });
});
