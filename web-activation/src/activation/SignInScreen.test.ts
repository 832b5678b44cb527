import { afterEach, describe, expect, it } from '@jest/globals';
import { atEmail, look, page } from '../../test/activations.ts';
import { buttonNamed, closePortal, ok, openPortal, refusal, settle, signIn } from '../../test/portal.ts';

afterEach(closePortal);

const route = 'POST /v1/activation/key/session';

describe('the sign-in', () => {
  it('sends what was typed with the language on the screen', async () => {
    const portal = await openPortal({ [route]: ok(atEmail()) });
    await signIn(portal, ' 2125550101 ', ' kept as typed ');
    expect(portal.requests.at(-1)).toEqual({ route, body: { userId: '2125550101', password: ' kept as typed ', language: 'en', languageChosen: false } });
  });

  it('tells which domain is added', async () => {
    const portal = await openPortal({});
    expect(portal.page.get('#user-id-help').text()).toBe('Without an @ we add @voice.example for you.');
  });

  it('points at what is missing and asks nobody', async () => {
    const portal = await openPortal({});
    await portal.page.get('form').trigger('submit');
    await settle();
    expect(portal.page.get('#user-id-error').text()).toBe('Enter your user ID.');
    expect(portal.page.get('#password-error').text()).toBe('Enter your password.');
    expect(document.activeElement?.id).toBe('user-id');
    expect(portal.requests.map((request) => request.route)).not.toContain(route);
  });

  it('says of refused credentials neither which half is wrong nor whether the user exists', async () => {
    const portal = await openPortal({ [route]: refusal(401, 'activation.credentials_refused') });
    await signIn(portal);
    expect(portal.page.get('#password-error').text()).toBe('User ID and password do not match. Check both and try again.');
    for (const id of ['#user-id', '#password']) {
      expect(portal.page.get(id).attributes('aria-invalid')).toBe('true');
      expect(portal.page.get(id).attributes('aria-describedby')).toContain('password-error');
    }
    expect(document.activeElement?.id).toBe('password');
  });

  it.each([
    [423, 'activation.account_locked', { retryAfterSeconds: 900 }, /Your account is locked .* Try again after \d+:\d\d/],
    [429, 'access.too_many_attempts', { retryAfterSeconds: 60 }, /too many attempts .* Try again after \d+:\d\d/],
    [503, 'activation.broadworks_unavailable', {}, /cannot check your password at the moment.*req-1/s],
    [500, 'http.500', {}, /title of http.500/],
  ])('answers %i %s in plain words that are also read out', async (status, code, more, text) => {
    const portal = await openPortal({ [route]: refusal(status, code, more) });
    await signIn(portal);
    expect(portal.page.get('.notice').text()).toMatch(text);
    expect(portal.page.get('[role=status]').text()).not.toBe('');
    expect(portal.page.get<HTMLInputElement>('#user-id').element.value).toBe('2125550101');
  });

  it('tells a user nobody handed over whom to call, and lets another one sign in', async () => {
    const portal = await openPortal({ [route]: refusal(404, 'activation.no_pending_user', { reference: '5c1d-77aa' }) });
    await signIn(portal);
    expect(portal.page.get('h1').text()).toBe('Nothing is waiting for you yet');
    expect(portal.page.get('.support').text()).toMatch(/\+33 1 23 45 67 89.*5c1d-77aa/);
    await buttonNamed(portal, 'Sign in with another user ID').trigger('click');
    await settle();
    expect(portal.page.get('h1').text()).toBe('Activate your account');
  });

  it('shows the password on request', async () => {
    const portal = await openPortal({});
    await portal.page.get('input[type=checkbox]').setValue(true);
    expect(portal.page.get('#password').attributes('type')).toBe('text');
  });

  it.each([
    ['offers the template’s reset link', 'https://northwind.example/reset', 1],
    ['offers no reset link where the template has none', null, 0],
    ['offers no reset link that would run a script', 'javascript:alert(1)', 0],
  ])('%s', async (_case, resetPasswordUrl, count) => {
    const portal = await openPortal({ 'GET /v1/activation/key': ok({ ...page, look: { ...look, resetPasswordUrl } }) });
    const links = portal.page.findAll('main a').filter((link) => link.text() === 'Forgotten your password?');
    expect(links).toHaveLength(count);
  });
});
