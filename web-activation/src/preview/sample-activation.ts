import type { Activation } from '../api.ts';
import type { PreviewMessage } from './preview-message.ts';

const MINUTE = 60_000;

/** Somebody who does not exist, standing where the wanted screen shows. Null is before the sign-in. */
export function sampleActivation({ screen, look, language, senderName, codeMinutes, downloads }: PreviewMessage, now: number): Activation | null {
  if (screen === 'sign_in') return null;
  const at = (ms: number): string => new Date(now + ms).toISOString();
  const email = 'ana.diaz@example.com';
  return {
    step: screen,
    status: 'pending_email_input',
    templateId: 'preview',
    userId: '2125550101',
    firstName: 'Ana',
    lastName: 'Díaz',
    look,
    senderName,
    language,
    email: screen === 'email' ? null : email,
    code: screen === 'code' ? { sentTo: email, sentAt: at(0), expiresAt: at(codeMinutes * MINUTE), resendAt: at(MINUTE), resendsLeft: 4, triesLeft: 5, delivery: 'accepted', undeliverable: false } : null,
    progress: screen === 'progress' ? { startedAt: at(-5_000), steps: stepsUnderWay, slow: false } : null,
    problem: screen === 'problem' ? { code: 'cloud.mapping_wrong', errorCode: 200043, owner: 'admin', canTryAgain: false, canChangeEmail: false, reference: '7K3F-92QD' } : null,
    waiting: null,
    move: null,
    done: screen === 'done' ? { signInEmail: email, downloads } : null,
    sessionExpiresAt: at(30 * MINUTE),
  };
}

const stepsUnderWay: NonNullable<Activation['progress']>['steps'] = [
  { name: 'find_account', state: 'done' },
  { name: 'create_account', state: 'running' },
  { name: 'wait_for_cloud', state: 'waiting' },
  { name: 'finish', state: 'waiting' },
];
