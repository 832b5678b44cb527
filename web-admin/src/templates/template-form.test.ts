import { describe, expect, it } from '@jest/globals';
import type { Template } from '../api.ts';
import { changesOf, formOf, languageName } from './template-form.ts';

const template: Template = {
  id: 't-1', provisioningId: 'p-1', name: 'Acme', clusterId: 'c-1', clusterName: 'East', connectorId: 'k-1', connectorName: 'Webex', defaultPackage: 'standard',
  untrustedEmails: true, shareLink: 'https://activate.example.com/activate/x', adapter: { url: 'https://api.example.com/adapter/v1/x', account: 'acme', lastRefusalAt: null, lastRefusalReason: null, lastRefusalAccount: null },
  oldLinkUntil: null, languages: ['en', 'fr'], codeMinutes: 10, provisionAdminFirst: false, lastCheck: null, subscriberCounts: { total: 0, pending: 0, running: 0, provisioned: 0, error: 0, capped: false },
  language: 'en', senderName: 'Acme Voice', look: { brandName: 'Acme', accentColor: '#2558c7', supportEmail: 'help@acme.example', supportPhone: null, resetPasswordUrl: null, helpUrl: null, welcomeTexts: {}, logoUrl: null },
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
    expect(changesOf(template, form)).toEqual({ name: 'Acme retail', look: { supportPhone: '+15550100' } });
  });

  it('sends null for a field that was emptied', () => {
    const form = formOf(template);
    form.look.supportEmail = ' ';
    expect(changesOf(template, form)).toEqual({ look: { supportEmail: null } });
  });
});

describe('languageName', () => {
  it('names a language in that language', () => {
    expect([languageName('en'), languageName('fr')]).toEqual(['English', 'Français']);
  });
});
