import { afterEach, describe, expect, it } from '@jest/globals';
import { after, atEmail } from '../../test/activations.ts';
import { buttonNamed, closePortal, ok, openPortal, refusal, settle } from '../../test/portal.ts';

afterEach(closePortal);

const at = '/activate/key#invitation=AbCdEfGhIjKlMnOpQrStUv';
const view = (proof: 'password' | 'link') => ok({ name: 'Anna M.', proof, expiresAt: after(86_400) });
const VIEW = 'POST /v1/activation/key/invitation';
const ENTER = 'POST /v1/activation/key/invitation/session';
const gone = refusal(410, 'activation.invitation_unusable');

describe('a personal link', () => {
  it('asks for the password only, and goes out of the address bar when it is used up', async () => {
    const portal = await openPortal({ [VIEW]: view('password'), [ENTER]: ok(atEmail()) }, at);
    expect(portal.page.text()).toContain('This link is for Anna M.: you only need the password');
    expect(portal.page.find('#user-id').exists()).toBe(false);
    expect(location.hash).not.toBe('');
    await portal.page.get('#password').setValue('secret1');
    await portal.page.get('form').trigger('submit');
    await settle();
    expect(portal.requests.find(({ route }) => route === ENTER)?.body).toMatchObject({ key: 'AbCdEfGhIjKlMnOpQrStUv', password: 'secret1', language: 'en' });
    expect(portal.page.text()).toContain('Which e-mail address is yours?');
    expect(location.hash).toBe('');
  });

  it('is enough where the template says so', async () => {
    const portal = await openPortal({ [VIEW]: view('link'), [ENTER]: ok(atEmail()) }, at);
    expect(portal.page.find('#password').exists()).toBe(false);
    await buttonNamed(portal, 'Go on').trigger('submit');
    await settle();
    expect(portal.requests.find(({ route }) => route === ENTER)?.body).not.toHaveProperty('password');
    expect(portal.page.text()).toContain('Which e-mail address is yours?');
  });

  it('that was used says so, and leaves the usual sign-in', async () => {
    const portal = await openPortal({ [VIEW]: gone }, at);
    expect(portal.page.text()).toContain('was used already, or it is too old');
    expect(portal.page.find('#user-id').exists()).toBe(true);
    expect(location.hash).toBe('');
  });

  it('of somebody else is left for the usual sign-in', async () => {
    const portal = await openPortal({ [VIEW]: view('password') }, at);
    await buttonNamed(portal, 'Sign in with a user ID instead').trigger('click');
    await settle();
    expect(portal.page.find('#user-id').exists()).toBe(true);
  });

  it('keeps its key when the password is wrong', async () => {
    const portal = await openPortal({ [VIEW]: view('password'), [ENTER]: refusal(401, 'activation.credentials_refused') }, at);
    await portal.page.get('#password').setValue('wrong');
    await portal.page.get('form').trigger('submit');
    await settle();
    expect(portal.page.text()).toContain('do not match');
    expect(portal.page.find('#user-id').exists()).toBe(false);
    expect(location.hash).not.toBe('');
  });
});
