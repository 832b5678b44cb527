import { describe, expect, it } from '@jest/globals';
import type { Template } from '../api.ts';
import { errorsOf } from './form-errors.ts';
import { changesOf, emptyForm, formOf, formWith, languageName, settingsOf } from './template-form.ts';

const template: Template = {
  id: 't-1', provisioningId: 'p-1', name: 'Acme', clusterId: 'c-1', clusterName: 'East', connectorId: 'k-1', connectorName: 'Webex', defaultPackage: 'standard',
  untrustedEmails: true, shareLink: 'https://activate.example.com/activate/x', adapter: { url: 'https://api.example.com/adapter/v1/x', account: 'acme', lastRefusalAt: null, lastRefusalReason: null, lastRefusalAccount: null, refusalOverAt: null },
  oldLinkUntil: null, languages: ['en', 'fr'], codeMinutes: 10, addressPolicy: { plus: 'warn', role: 'warn', disposable: 'warn' }, provisionAdminFirst: false, consentDays: 14, reminders: { days: [1, 3], quietFrom: '20:00', quietUntil: '08:00', timeZone: 'Europe/Paris' }, flowThrough: true, selfActivation: false, invitationProof: 'password', lastCheck: null, subscriberCounts: { total: 0, pending: 0, running: 0, provisioned: 0, error: 0, capped: false },
  language: 'en', senderName: 'Acme Voice', look: { brandName: 'Acme', accentColor: '#2558c7', supportEmail: 'help@acme.example', supportPhone: null, resetPasswordUrl: null, helpUrl: null, termsUrl: null, privacyUrl: null, textLanguage: 'en', welcomeTexts: {}, supportTexts: {}, problemTexts: {}, doneTexts: {}, logoUrl: null },
  downloads: [], maxTries: 3, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z', version: 1,
};

describe('changesOf', () => {
  it('finds nothing to send in an untouched form', () => {
    expect(changesOf(template, formOf(template))).toEqual({});
  });

  it('sends only what differs', () => {
    const form = formOf(template);
    form.name = ' Acme retail ';
    form.look.supportPhone = '+15550100';
    form.codeMinutes = '30';
    form.languages = ['en'];
    expect(changesOf(template, form)).toEqual({ name: 'Acme retail', look: { supportPhone: '+15550100' }, codeMinutes: 30, languages: ['en'] });
  });

  it('sends null for a field that was emptied, and own texts as a whole', () => {
    const form = formOf(template);
    form.look.supportEmail = ' ';
    form.texts.welcomeTexts.fr = 'Bonjour ';
    form.texts.doneTexts.en = 'Enjoy';
    expect(changesOf(template, form)).toEqual({ look: { supportEmail: null, welcomeTexts: { fr: 'Bonjour' }, doneTexts: { en: 'Enjoy' } } });
  });

  it('sends a password only where one was typed', () => {
    const form = formOf(template);
    form.adapterPassword = 'new';
    expect(changesOf(template, form)).toEqual({ adapterPassword: 'new' });
  });

  it('takes back that users wait for their administrator with untrusted e-mails', () => {
    const stored = { ...template, provisionAdminFirst: true };
    const form = formOf(stored);
    form.untrustedEmails = false;
    expect(changesOf(stored, form)).toEqual({ untrustedEmails: false, provisionAdminFirst: false });
  });
});

describe('formWith', () => {
  it('puts what was changed here onto what somebody else stored meanwhile, and nothing more', () => {
    const mine = formOf(template);
    mine.senderName = 'Mine';
    mine.look.helpUrl = 'https://help.example';
    mine.texts.supportTexts.en = 'Room 7';
    const newest = { ...template, name: 'Theirs', version: 2, look: { ...template.look, supportPhone: '+1', welcomeTexts: { en: 'Theirs' } } };
    const merged = formWith(newest, changesOf(template, mine));
    expect(changesOf(newest, merged)).toEqual({ senderName: 'Mine', look: { helpUrl: 'https://help.example', supportTexts: { en: 'Room 7' } } });
    expect(merged).toMatchObject({ name: 'Theirs', look: { supportPhone: '+1' }, texts: { welcomeTexts: { en: 'Theirs' } } });
  });
});

describe('a new template', () => {
  it('is named, branded and sent by its name where nothing else is given', () => {
    const form = { ...emptyForm({ clusterId: 'c', connectorId: 'k', language: 'fr' }), name: 'Acme ', adapterAccount: ' bw ' };
    expect(errorsOf(form, true)).toEqual({});
    expect(settingsOf(form)).toMatchObject({ name: 'Acme', senderName: 'Acme', adapterAccount: 'bw', language: 'fr', look: { brandName: 'Acme', supportEmail: null, welcomeTexts: {}, doneTexts: {} } });
  });

  it('lacks a name, an account, and a cluster where there is none', () => {
    expect(Object.keys(errorsOf(emptyForm({ language: 'en' }), true))).toEqual(['name', 'clusterId', 'connectorId', 'adapterAccount']);
  });
});

describe('errorsOf', () => {
  it.each([
    ['codeMinutes', { codeMinutes: '4' }], ['codeMinutes', { codeMinutes: '1e1' }], ['maxTries', { maxTries: '11' }], ['adapterAccount', { adapterAccount: 'a:b' }], ['adapterPassword', { adapterPassword: 'x'.repeat(21) }],
    ['languages', { languages: [] }], ['senderName', { senderName: ' ' }], ['name', { name: '' }],
  ])('names %s for %j', (field, change) => {
    expect(errorsOf({ ...formOf(template), ...change })).toEqual({ [field]: `template.error.${field}` });
  });

  it('says of a colour nobody can read that a darker one is wanted, unless it is stored already', () => {
    const form = formOf(template);
    form.look.accentColor = '#FFEE00';
    expect(errorsOf(form)).toEqual({ accentColor: 'template.error.accentUnreadable' });
    expect(errorsOf(form, false, { accentColor: '#ffee00' })).toEqual({});
  });

  it.each([['accentColor', 'red'], ['supportEmail', 'nobody'], ['helpUrl', 'javascript:alert(1)'], ['resetPasswordUrl', 'example.com'], ['brandName', '']])('names %s for "%s"', (field, text) => {
    const form = formOf(template);
    expect(errorsOf({ ...form, look: { ...form.look, [field]: text } })).toEqual({ [field]: `template.error.${field}` });
  });

  it('finds nothing wrong with what is stored', () => {
    expect(errorsOf(formOf(template))).toEqual({});
  });
});

describe('languageName', () => {
  it('names a language in that language', () => {
    expect([languageName('en'), languageName('fr')]).toEqual(['English', 'Français']);
  });
});
