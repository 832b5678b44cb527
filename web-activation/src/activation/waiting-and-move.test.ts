import { afterEach, describe, expect, it } from '@jest/globals';
import { after, atDone, atEmail, atProblem } from '../../test/activations.ts';
import { FakeEventSource } from '../../test/fake-event-source.ts';
import { buttonNamed, closePortal, ok, openPortal, refusal, settle } from '../../test/portal.ts';
import type { Activation, Move, Waiting } from '../api.ts';

afterEach(closePortal);

const READ = 'GET /v1/activation/session';
const REMIND = 'POST /v1/activation/session/remind-first';
const ANSWER = 'POST /v1/activation/session/consent';
const waiting = (fields: Partial<Waiting> = {}): Activation =>
  atEmail({ step: 'waiting', status: 'provisioning', email: 'anna@example.com', waiting: { first: 'Ben O.', isReachable: true, remindedAt: null, remindAt: null, ...fields } });
const moving = (fields: Partial<Move> = {}): Activation =>
  atEmail({ step: 'move', status: 'pending_user_migration', email: 'anna@example.com', move: { email: 'anna@example.com', wording: '1', agreedAt: null, isPassedOn: false, answerBy: after(14 * 86_400), resendAt: null, reference: '7K3F-92QD', ...fields } });

describe('waiting for the administrator', () => {
  it('says who is first, that nothing is left to do, and reminds them once', async () => {
    const portal = await openPortal({ [READ]: ok(waiting()), [REMIND]: ok(waiting({ remindedAt: after(0), remindAt: after(4 * 3_600) }), 202) });
    expect(portal.page.get('h1').text()).toBe('Waiting for your administrator');
    expect(portal.page.text()).toContain('Ben O. is the first of your company');
    expect(portal.page.text()).toContain('Your address anna@example.com is confirmed');
    await buttonNamed(portal, 'Send a reminder').trigger('click');
    await settle();
    expect(portal.page.text()).toContain('A reminder was sent');
    expect(portal.page.findAll('button').map((button) => button.text())).not.toContain('Send a reminder');
  });

  it('tells that the reminder goes to the provider where the first has proven no address', async () => {
    const portal = await openPortal({ [READ]: ok(waiting({ isReachable: false })), [REMIND]: refusal(429, 'activation.reminded_lately', { retryAfterSeconds: 60 }) });
    expect(portal.page.text()).toContain('goes to your provider');
    await buttonNamed(portal, 'Send a reminder').trigger('click');
    await settle();
    expect(portal.page.text()).toContain('A reminder was sent a short time ago.');
  });

  it('goes on by itself', async () => {
    const portal = await openPortal({ [READ]: ok(waiting()) });
    FakeEventSource.current.say(atDone());
    await settle();
    expect(portal.page.get('h1').text()).toBe('Your account is ready');
  });
});

describe('an account that exists', () => {
  it('asks in words whose version goes along with the answer', async () => {
    const portal = await openPortal({ [READ]: ok(moving()), [ANSWER]: ok(moving({ agreedAt: after(0) }), 202) });
    expect(portal.page.text()).toContain('this account moves to your company’s organisation');
    await buttonNamed(portal, 'Agree and move it').trigger('click');
    await settle();
    expect(portal.requests.find(({ route }) => route === ANSWER)?.body).toEqual({ answer: 'agree', wording: '1' });
    expect(portal.page.text()).toContain('Your consent is recorded');
    expect(portal.page.findAll('button').map((button) => button.text())).not.toContain('Agree and move it');
  });

  it('lets the person use another address, or refuse', async () => {
    const portal = await openPortal({ [READ]: ok(moving()), [ANSWER]: ok(atProblem({ code: 'cloud.consent_refused', owner: 'user', canTryAgain: true, canChangeEmail: true }), 202) });
    await buttonNamed(portal, 'Use another address').trigger('click');
    await settle();
    expect(portal.page.find('#email').exists()).toBe(true);
    portal.store.keepEmail();
    await settle();
    await buttonNamed(portal, 'Do not move it').trigger('click');
    await settle();
    expect(portal.requests.find(({ route }) => route === ANSWER)?.body).toEqual({ answer: 'refuse', wording: '1' });
    expect(portal.page.text()).toContain('Your existing account was not moved');
    expect(portal.page.findAll('button').map((button) => button.text())).toEqual(expect.arrayContaining(['Try again', 'Use another address']));
  });
});
