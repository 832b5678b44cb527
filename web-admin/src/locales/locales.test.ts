import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { packages } from '../packages.ts';
import { columns } from '../subscribers/columns.ts';
import { statuses } from '../subscribers/status.ts';
import { sorts } from '../subscribers/view.ts';
import { type Messages, textsOf } from '../../test/texts.ts';
import { parts } from './i18n.ts';
import { directionOf, languages, pluralForms } from './languages.ts';

const source = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, source), 'utf8');
const flatten = (messages: Messages, prefix = ''): [string, string][] =>
  Object.entries(messages).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`)));
const texts = Object.fromEntries(languages.map((language) => [language, new Map(flatten(textsOf(language)))]));
const en = texts.en ?? new Map<string, string>();
const placeholders = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'));
const code = files.map((name) => read(name)).join('\n');
/** Titles of pages stand in the routes. */
const titles = [...code.matchAll(/\btitle: '([\w.]+)'/g)].map((match) => match[1] ?? '');
const literal = [...titles, ...[...code.matchAll(/\bte?\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? '')];
const prefixes = [...code.matchAll(/(?:\bte?\(\s*|known\(\s*|[=:] )`([\w.]+\.)\$\{/g)].map((match) => match[1] ?? '');
/** Keys put together while running, by the part that is written out. */
const assembled = ['signInSettings.', 'signInProblem.', 'oidcSeverity.', 'oidcFinding.', 'firstSteps.', 'action.', 'actor.', 'actorName.', 'admins.act.', 'admins.endText.', 'admins.endTitle.', 'admins.ended.', 'admins.roleHelp.', 'admins.state.', 'advice.', 'app.', 'audit.actor.', 'audit.group.', 'audit.narrow.', 'audit.pick.', 'audit.span.', 'bulk.actions.', 'bulk.lead.', 'bulk.ready.', 'bulk.started.', 'bulk.submit.', 'bulk.title.', 'customers.group.', 'event.', 'exports.', 'exports.column.', 'exports.stands.', 'finding.', 'finding.owner.', 'finding.severity.', 'home.line.', 'home.owner.', 'home.setup.', 'home.setupAction.', 'home.setupHelp.', 'home.stage.', 'home.waiting.', 'home.waitingAdvice.', 'integrations.', 'integrations.kind.', 'integrations.kindHelp.', 'integrations.auth.', 'integrations.authHelp.', 'integrations.secret.', 'integrations.secretMissing.', 'integrations.secretAgain.', 'integrations.removal.', 'integrations.removalHelp.', 'integrations.dryRun.step.', 'integrations.dryRun.outcome.', 'integrations.dryRun.changes.', 'integrations.drift.kind.', 'integrations.delete.', 'integrations.deleteText.', 'integrations.grace.', 'integrations.graceHelp.', 'integrations.inUse.', 'integrations.lifetime.', 'integrations.scope.', 'integrations.state.', 'keyboard.does.', 'keyboard.group.', 'operations.facts.', 'operations.filter.', 'operations.item.', 'operations.name.', 'operations.word.', 'outcome.', 'outcomeNext.', 'nextAction.', 'package.', 'problem.', 'profile.theme.', 'reason.', 'refusal.', 'role.', 'scim.grace.', 'scim.means.', 'status.filter.', 'status.word.', 'story.attemptState.', 'story.field.', 'story.how.', 'story.list.', 'story.logo.', 'story.mail.', 'story.mailReason.', 'story.mailState.', 'story.mode.', 'story.secret.', 'story.step.', 'story.stepState.', 'story.why.', 'story.work.', 'subscribers.', 'subscribers.column.', 'subscribers.pick.', 'subscribers.sortBy.', 'template.', 'templates.', 'create.add.', 'create.mode.', 'create.over.', 'finding.go.', 'finding.refusal.', 'finding.setting.', 'preview.', 'preview.message.', 'preview.screen.', 'template.addressHelp.', 'template.addressKind.', 'template.addressRule.', 'template.grace.', 'template.proof.', 'template.text.', 'template.textHelp.', 'templates.check.', 'views.builtIn.', 'home.lost.', 'webhooks.group.', 'webhooks.groupHelp.', 'webhooks.type.', 'webhooks.health.', 'webhooks.disabled.', 'webhooks.disabledHelp.', 'webhooks.which.', 'webhooks.whichHelp.', 'webhooks.grace.', 'webhooks.graceHelp.', 'webhooks.span.', 'webhooks.switched.', 'webhooks.switchTitle.', 'webhooks.switchText.', 'webhooks.switch.', 'webhooks.missed.', 'webhooks.missedHelp.', 'webhooks.delivery.', 'webhooks.outcome.', 'webhooks.two.', 'webhooks.bothUntil.', 'webhooks.replayNothing.', 'webhooks.replayOnly.', 'webhooks.replayOnlyHelp.', 'webhooks.rotatedTitle.', 'webhooks.kind.', 'webhooks.kindHelp.', 'webhooks.graceLegend.', 'webhooks.make.'];

/** The words of a closed list of the API: whatever the server may send needs a text. */
function listed(name: string): string[] {
  const contract = read('../../openapi.yaml');
  const [, list = ''] = new RegExp(`^    ${name}:\\n(?:      .*\\n)*?      enum:\\n((?:        - .*\\n)+)`, 'm').exec(contract) ?? [];
  const words = [...list.matchAll(/- (\S+)/g)].map((match) => match[1] ?? '');
  if (words.length === 0) throw new Error(`the API has no list called ${name}`);
  return words;
}

describe('texts of the console', () => {
  it.each(languages)('%s has one file for every part that is loaded', (language) => {
    expect(readdirSync(new URL(`locales/${language}/`, source)).sort()).toEqual([...parts.map((part) => `${part}.json`), 'parts.ts'].sort());
  });

  it('give no group of words to two parts', () => {
    const groups = parts.flatMap((part) => Object.keys(JSON.parse(read(`locales/en/${part}.json`))));
    expect(groups).toEqual([...new Set(groups)]);
  });

  it.each(languages.filter((language) => language !== 'en'))('%s has the same keys as English', (language) => {
    expect([...(texts[language]?.keys() ?? [])].sort()).toEqual([...en.keys()].sort());
  });

  it.each(languages)('%s fills in the same values as English and leaves no text empty', (language) => {
    for (const [key, text] of texts[language] ?? []) {
      expect({ key, empty: text.trim() === '', values: placeholders(text) }).toEqual({ key, empty: false, values: placeholders(en.get(key) ?? '') });
    }
  });

  it.each(languages)('%s has as many forms of a text that counts as it needs, and one for nothing where English has', (language) => {
    const formsOf = (text = ''): number => text.split(' | ').length;
    for (const [key, text] of texts[language] ?? []) {
      const inEnglish = formsOf(en.get(key));
      expect({ key, forms: formsOf(text) }).toEqual({ key, forms: inEnglish === 1 ? 1 : inEnglish - pluralForms.en.length + pluralForms[language].length });
    }
  });

  it.each(languages.filter((language) => directionOf(language) === 'rtl'))('%s puts every value between isolates, or an id such as 5551@sp.example is turned round', (language) => {
    const bare = /(?<!\u2068)\{\w+\}|\{\w+\}(?!\u2069)/;
    expect([...(texts[language] ?? [])].filter(([, text]) => bare.test(text))).toEqual([]);
  });

  it.each(languages)('%s writes an at sign as {\'@\'}: bare, it stands for another text and the pages cannot be built', (language) => {
    expect([...(texts[language] ?? [])].filter(([, text]) => text.replaceAll("{'@'}", '').includes('@'))).toEqual([]);
  });

  it('exist for every key the pages name', () => {
    expect(literal.length).toBeGreaterThan(200);
    expect(literal.filter((key) => !en.has(key))).toEqual([]);
  });

  it('are all used', () => {
    const used = new Set(literal);
    const open = assembled.filter((prefix) => prefixes.includes(prefix));
    const named = (key: string): boolean => used.has(key) || code.includes(`'${key.split('.').at(-1)}'`) || open.some((prefix) => wholeGroup(prefix) && key.startsWith(prefix));
    expect([...en.keys()].filter((key) => !named(key))).toEqual([]);
  });

  it('know every prefix from which a key is put together', () => {
    expect(prefixes.filter((prefix) => !assembled.includes(prefix))).toEqual([]);
  });

  it.each([
    ...statuses.flatMap((status) => [`status.word.${status}`, `status.filter.${status}`]),
    ...packages.map((name) => `package.${name}`),
    ...sorts.map((sort) => `subscribers.sortBy.${sort}`),
    ...columns.map((column) => `subscribers.column.${column}`),
    ...['owner', 'admin', 'operator', 'help_desk', 'read_only'].map((role) => `role.${role}`),
    ...listed('ActorKind').map((kind) => `actor.${kind}`),
    ...listed('StepName').map((name) => `story.step.${name}`),
    ...listed('ActorKind').map((kind) => `audit.actor.${kind}`),
    ...new Set(listed('EventType').map((type) => `audit.group.${type.split('.')[0]}`)),
    ...listed('EventType').map((type) => `event.${type}`),
    ...['waiting_for_email', 'waiting_for_code', 'mail_refused', 'waiting_for_consent', 'queued', 'creating_account', 'waiting_for_cloud', 'retrying', 'changing_package'].map((reason) => `reason.${reason}`),
  ])('hold %s, which is put together while running', (key) => {
    expect(en.has(key)).toBe(true);
  });

  it('give every cloud failure a short reason and an advice', () => {
    const codes = (group: string): string[] => [...en.keys()].filter((key) => key.startsWith(`${group}.cloud.`)).map((key) => key.slice(group.length));
    expect(codes('reason')).toHaveLength(24);
    expect(codes('advice')).toEqual(codes('reason'));
  });
});

/** Groups of which every key stands for a value the server may send; elsewhere the code must name each key. */
function wholeGroup(prefix: string): boolean {
  return !['action.', 'app.', 'signInSettings.', 'subscribers.', 'template.', 'templates.', 'integrations.'].includes(prefix);
}
