import { afterEach, describe, expect, it } from '@jest/globals';
import { encode } from 'uqr';
import { atCode, atDone, atProblem, atProgress } from '../../test/activations.ts';
import { FakeEventSource } from '../../test/fake-event-source.ts';
import { buttonNamed, closePortal, ok, openPortal, refusal, settle } from '../../test/portal.ts';
import en from '../locales/en.json' with { type: 'json' };
import type { ActivationProblem } from '../api.ts';

afterEach(closePortal);

const open = (fields: Partial<ActivationProblem>, answers = {}) =>
  openPortal({ 'GET /v1/activation/session': ok(atProblem(fields)), ...answers });
const mainButtons = (portal: Awaited<ReturnType<typeof open>>) => portal.page.findAll('main .actions .button').map((button) => button.text());

const codes = [
  'email_in_use_elsewhere', 'template_mismatch', 'conflicting_service', 'email_of_other_user', 'mapping_wrong', 'user_id_in_use',
  'precheck_failed', 'region_mismatch', 'unavailable', 'rejected_request', 'credentials_refused', 'account_movable', 'timed_out', 'unexpected',
] as const;

describe('a problem', () => {
  it.each(codes)('cloud.%s has its own sentence', async (code) => {
    const portal = await open({ code: `cloud.${code}` });
    expect(portal.page.get('main .notice').text()).toBe(en.problem.cloud[code]);
  });

  it('with a code this page does not know is still told in words', async () => {
    const portal = await open({ code: 'cloud.brand_new' });
    expect(portal.page.get('main .notice').text()).toBe(en.problem.cloud.unexpected);
  });

  it('an admin has to mend gives the reference and whom to call, and no button that cannot help', async () => {
    const portal = await open({ code: 'cloud.mapping_wrong', owner: 'admin' });
    expect(mainButtons(portal)).toEqual([]);
    expect(portal.page.get('.support').text()).toContain('7K3F-92QD');
    expect(portal.page.findAll('.support a').map((link) => link.attributes('href'))).toEqual([
      'tel:+33123456789', 'mailto:help%40northwind.example?subject=Reference%207K3F-92QD', 'https://northwind.example/help',
    ]);
  });

  it('an admin has to mend offers another try quietly, beside whom to call', async () => {
    const portal = await open({ code: 'cloud.mapping_wrong', owner: 'admin', canTryAgain: true });
    expect(mainButtons(portal)).toEqual(['Try again']);
    expect(portal.page.find('.button.primary').exists()).toBe(false);
    expect(portal.page.get('.support').text()).toContain('7K3F-92QD');
  });

  it('the user can mend puts another address first', async () => {
    const portal = await open({ owner: 'user', canTryAgain: true, canChangeEmail: true });
    expect(mainButtons(portal)).toEqual(['Try again', 'Use another address']);
    expect(portal.page.get('.button.primary').text()).toBe('Use another address');
    await buttonNamed(portal, 'Use another address').trigger('click');
    await settle();
    expect(portal.page.get('h1').text()).toBe('Which e-mail address is yours?');
  });

  it('that passes is tried again with one press', async () => {
    const portal = await open(
      { code: 'cloud.unavailable', owner: 'nobody', canTryAgain: true, canChangeEmail: true },
      { 'POST /v1/activation/session/try-again': ok(atProgress(), 202) },
    );
    expect(portal.page.get('.button.primary').text()).toBe('Try again');
    await buttonNamed(portal, 'Try again').trigger('click');
    await settle();
    expect(portal.page.get('h1').text()).toBe('We are setting up your account');
  });

  it('that comes back faster than the answer to Try again is what stays on the page', async () => {
    const again = { code: 'cloud.unavailable', owner: 'nobody', canTryAgain: true } as const;
    const failed = atProblem({ ...again, canTryAgain: false });
    const portal = await openPortal({
      'GET /v1/activation/session': [ok(atProblem(again)), ok(failed)],
      'POST /v1/activation/session/try-again': ok(atProgress(), 202),
    });
    void buttonNamed(portal, 'Try again').trigger('click');
    FakeEventSource.current.say(failed);
    await settle();
    expect(portal.page.get('h1').text()).toBe('Your provider has to help here');
  });

  it('that did not pass in all the tries there are is handed to the provider with its reference', async () => {
    const portal = await open({ code: 'cloud.timed_out', owner: 'nobody', canTryAgain: false });
    expect(portal.page.get('h1').text()).toBe('Your provider has to help here');
    expect(portal.page.get('.support').text()).toContain('Please get in touch and give the reference.');
  });

  it('of an account that can be moved has a heading of its own', async () => {
    const portal = await open({ code: 'cloud.account_movable', owner: 'user', canChangeEmail: true });
    expect(portal.page.get('h1').text()).toBe('There is already an account with this address');
  });

  it('that another window has left behind shows where things stand', async () => {
    const portal = await open({ owner: 'nobody', canTryAgain: true }, {
      'GET /v1/activation/session': [ok(atProblem({ owner: 'nobody', canTryAgain: true })), ok(atCode())],
      'POST /v1/activation/session/try-again': refusal(409, 'activation.step_not_possible'),
    });
    await buttonNamed(portal, 'Try again').trigger('click');
    await settle();
    expect(portal.page.get('h1').text()).toBe('Enter the code');
    expect(portal.page.text()).toContain('Meanwhile things have moved on');
  });
});

describe('done', () => {
  const links = (portal: Awaited<ReturnType<typeof open>>) => portal.page.findAll('main a').map((link) => [link.text(), link.attributes('href')]);

  it('shows the address to sign in with and puts the visitor’s own platform first', async () => {
    Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0)', configurable: true });
    const downloads = [{ platform: 'windows' as const, url: 'https://d.example/w' }, { platform: 'ios' as const, url: 'https://d.example/i' }];
    const portal = await openPortal({ 'GET /v1/activation/session': ok(atDone(downloads)) });
    expect(portal.page.get('.address strong').text()).toBe('anna@example.com');
    expect(portal.page.get('main .button.primary').text()).toBe('Get it for iPhone and iPad');
    expect(links(portal)).toEqual([['Windows', 'https://d.example/w'], ['Get it for iPhone and iPad', 'https://d.example/i']]);
  });

  it('draws codes for the phone at a computer, where a camera finds the stores of the template', async () => {
    Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)', configurable: true });
    const downloads = [{ platform: 'windows' as const, url: 'https://d.example/w' }, { platform: 'ios' as const, url: 'https://d.example/i' }, { platform: 'android' as const, url: 'https://d.example/a' }];
    const portal = await openPortal({ 'GET /v1/activation/session': ok(atDone(downloads)) });
    await import('./PhoneCodes.vue');
    await settle();
    const codes = portal.page.findAll('.phone-codes svg');
    expect(codes.map((code) => code.attributes('aria-label'))).toEqual(['QR code of the app for iPhone and iPad', 'QR code of the app for Android']);
    const { data } = encode('https://d.example/i', { border: 4 });
    expect(codes[0]?.get('path').attributes('d')?.match(/M/g)).toHaveLength(data.flat().filter(Boolean).length);
  });

  it('draws none on a phone, which has the button', async () => {
    Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (Linux; Android 16; Pixel 9)', configurable: true });
    const portal = await openPortal({ 'GET /v1/activation/session': ok(atDone([{ platform: 'ios', url: 'https://d.example/i' }, { platform: 'android', url: 'https://d.example/a' }])) });
    await settle();
    expect(portal.page.find('.phone-codes').exists()).toBe(false);
  });

  it('says how to go on where the template offers no download', async () => {
    const portal = await openPortal({ 'GET /v1/activation/session': ok(atDone()) });
    expect(portal.page.get('main').text()).toContain('Open the app and sign in.');
  });
});
