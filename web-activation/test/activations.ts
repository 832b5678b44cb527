import type { Activation, ActivationPage, ActivationProblem, Download, Look, Progress, SentCode } from '../src/api.ts';

export const now = Date.parse('2026-03-02T10:00:00.000Z');

const after = (seconds: number) => new Date(now + seconds * 1_000).toISOString();

export const look: Look = {
  brandName: 'Northwind Voice',
  accentColor: '#0b6e4f',
  supportEmail: 'help@northwind.example',
  supportPhone: '+33 1 23 45 67 89',
  resetPasswordUrl: 'https://northwind.example/reset',
  helpUrl: 'https://northwind.example/help',
  termsUrl: null,
  privacyUrl: 'https://northwind.example/privacy',
  textLanguage: 'en',
  welcomeTexts: {},
  supportTexts: {},
  problemTexts: {},
  doneTexts: {},
  logoUrl: null,
};

export const templateId = '0190a0a0-0000-7000-8000-00000000000a';
export const page: ActivationPage = { templateId, templateName: 'Offices', language: 'en', languages: ['en', 'fr'], look, defaultDomain: 'voice.example', activation: null };

function activation(step: Activation['step'], status: Activation['status'], fields: Partial<Activation> = {}): Activation {
  return {
    step, status, templateId, look, senderName: 'Northwind Service', userId: '2125550101@voice.example', firstName: 'Anna', lastName: 'Martin', language: 'en', email: null,
    code: null, progress: null, problem: null, waiting: null, move: null, done: null, sessionExpiresAt: after(1_800), ...fields,
  };
}

export const atEmail = (fields: Partial<Activation> = {}) => activation('email', 'pending_email_input', fields);

/** A code sent 40 s ago, valid for ten minutes, to be resent in 20 s. */
export function atCode(fields: Partial<SentCode> = {}): Activation {
  const code: SentCode = {
    sentTo: 'anna@example.com', sentAt: after(-40), expiresAt: after(560), resendAt: after(20), resendsLeft: 4, triesLeft: 5,
    delivery: 'accepted', undeliverable: false, ...fields,
  };
  return activation('code', 'pending_email_validation', { email: code.sentTo, code });
}

export function atProgress(states: Progress['steps'][number]['state'][] = ['done', 'running', 'waiting', 'waiting'], slow = false): Activation {
  const names = ['find_account', 'create_account', 'wait_for_cloud', 'finish'] as const;
  const steps = names.map((name, at) => ({ name, state: states[at] ?? 'waiting' }));
  return activation('progress', 'provisioning', { progress: { startedAt: after(-5), steps, slow } });
}

export function atDone(downloads: Download[] = []): Activation {
  return activation('done', 'provisioned', { done: { signInEmail: 'anna@example.com', downloads } });
}

export function atProblem(fields: Partial<ActivationProblem> = {}): Activation {
  const problem: ActivationProblem = {
    code: 'cloud.mapping_wrong', errorCode: 200043, owner: 'admin', canTryAgain: false, canChangeEmail: false, reference: '7K3F-92QD', ...fields,
  };
  return activation('problem', 'error', { problem });
}

export { after };
