import { afterEach, describe, expect, it } from '@jest/globals';
import { atCode, atDone, atEmail, atProblem, atProgress, page } from '../test/activations.ts';
import { FakeEventSource } from '../test/fake-event-source.ts';
import { buttonNamed, closePortal, ok, openPortal, pass, refusal, settle, signedOut, signIn } from '../test/portal.ts';

afterEach(closePortal);

const session = 'GET /v1/activation/session';

describe('the server decides the screen', () => {
  it.each([
    ['email', atEmail(), 'Which e-mail address is yours?'],
    ['code', atCode(), 'Enter the code'],
    ['code without a living code', { ...atCode(), code: null }, 'Which e-mail address is yours?'],
    ['progress', atProgress(), 'We are setting up your account'],
    ['done', atDone(), 'Your account is ready'],
    ['problem', atProblem(), 'Your provider has to help here'],
  ])('opens at step %s when a session lives, without a sign-in', async (_step, activation, heading) => {
    const portal = await openPortal({ [session]: ok(activation) });
    expect(portal.page.findAll('h1').map((h1) => h1.text())).toEqual([heading]);
    expect(document.title).toBe(`${heading} – Northwind Voice`);
  });

  it.each([
    ['the link is unknown', refusal(404, 'activation.link_unknown'), 'This link does not work'],
    ['the link was withdrawn', refusal(410, 'activation.link_withdrawn'), 'This link is no longer in use'],
    ['the server fails', refusal(500, 'internal'), 'We cannot reach the server'],
    ['there is no connection', 'no connection' as const, 'We cannot reach the server'],
  ])('says so when %s', async (_case, answer, heading) => {
    const portal = await openPortal({ 'GET /v1/activation/key': answer });
    expect(portal.page.get('h1').text()).toBe(heading);
  });

  it('counts a living session for more than a withdrawn link', async () => {
    const portal = await openPortal({ 'GET /v1/activation/key': refusal(410, 'activation.link_withdrawn'), [session]: ok(atProgress()) });
    expect(portal.page.get('h1').text()).toBe('We are setting up your account');
  });

  it('has all it needs from one answer', async () => {
    const portal = await openPortal({ [session]: ok(atEmail()) });
    expect(portal.requests.map(({ route }) => route)).toEqual(['GET /v1/activation/key']);
  });

  it('asks the server again on Try again after it was unreachable', async () => {
    const portal = await openPortal({ 'GET /v1/activation/key': [{ status: 502 }, ok({ ...page, activation: atEmail() })], [session]: { status: 502 } });
    expect(portal.page.get('h1').text()).toBe('We cannot reach the server');
    await buttonNamed(portal, 'Try again').trigger('click');
    await settle();
    expect(portal.page.get('h1').text()).toBe('Which e-mail address is yours?');
  });
});

describe('moving between screens', () => {
  it('moves the focus to the heading of each new screen, but not when the page opens', async () => {
    const portal = await openPortal({ 'POST /v1/activation/key/session': ok(atEmail()), 'PUT /v1/activation/session/email': ok(atCode(), 202) });
    expect(document.activeElement).toBe(document.body);
    await signIn(portal);
    expect(document.activeElement?.textContent).toBe('Which e-mail address is yours?');
    await portal.page.get('#email').setValue('anna@example.com');
    await portal.page.get('form').trigger('submit');
    await settle();
    expect(document.activeElement?.textContent).toBe('Enter the code');
  });

  it('follows the stream by itself, from a problem an admin mends to done', async () => {
    const portal = await openPortal({ [session]: ok(atProblem()) });
    FakeEventSource.current.say(atProgress());
    await settle();
    FakeEventSource.current.say(atDone());
    await settle();
    expect(portal.page.get('h1').text()).toBe('Your account is ready');
    expect(FakeEventSource.current.readyState).toBe(FakeEventSource.CLOSED);
  });

  it('takes no screen from under the hands of who went on before an answer had come', async () => {
    const portal = await openPortal({ [session]: ok(atEmail()), 'PUT /v1/activation/session/email': ok(atCode(), 202) });
    const answered = portal.store.giveEmail('anna@example.com', false);
    FakeEventSource.current.say(atCode());
    portal.store.changeEmail();
    await answered;
    await settle();
    expect(portal.page.get('h1').text()).toBe('Which e-mail address is yours?');
  });

  it('polls when the stream is refused, and opens it again later', async () => {
    const portal = await openPortal({ [session]: [ok(atProgress()), ok(atProgress(['done', 'done', 'running', 'waiting'], true)), ok(atProgress())] });
    FakeEventSource.current.close();
    await pass(3.1);
    expect(portal.page.text()).toContain('It takes longer than usual today');
    await pass(36);
    expect(FakeEventSource.opened).toHaveLength(2);
  });

  it('returns to the sign-in when the user was deleted meanwhile', async () => {
    const portal = await openPortal({ [session]: [ok(atEmail()), signedOut] });
    FakeEventSource.current.dispatchEvent(new Event('gone'));
    await settle();
    expect(portal.page.get('h1').text()).toBe('Activate your account');
  });

  it('does not poll while the stream is open and the visitor is the one to act', async () => {
    const portal = await openPortal({ [session]: ok(atEmail()) });
    await pass(120);
    expect(portal.requests.filter(({ route }) => route === session)).toHaveLength(0);
  });

  it('keeps the set-up on the screen when the connection breaks, and says so', async () => {
    const portal = await openPortal({ [session]: [ok(atProgress()), { status: 503 }, ok(atProgress())] });
    FakeEventSource.current.close();
    await pass(3.1);
    expect(portal.page.text()).toContain('The connection is interrupted');
    await pass(3);
    expect(portal.page.text()).not.toContain('The connection is interrupted');
  });

  it('returns to the sign-in when the session has expired, with user id and address kept', async () => {
    const portal = await openPortal({
      [session]: ok(atEmail()), 'PUT /v1/activation/session/email': signedOut, 'POST /v1/activation/key/session': ok(atEmail()),
    });
    await portal.page.get('#email').setValue('anna@example.com');
    await portal.page.get('form').trigger('submit');
    await settle();
    expect(portal.page.text()).toContain('Your session has ended.');
    expect(portal.page.get<HTMLInputElement>('#user-id').element.value).toBe('2125550101@voice.example');
    await signIn(portal, '2125550101@voice.example');
    expect(portal.page.get<HTMLInputElement>('#email').element.value).toBe('anna@example.com');
  });

  it('signs out with one press and forgets who it was', async () => {
    const portal = await openPortal({ [session]: ok(atCode()), 'DELETE /v1/activation/session': { status: 204 } });
    await buttonNamed(portal, 'Not you? Sign out').trigger('click');
    await settle();
    expect(portal.page.get('h1').text()).toBe('Activate your account');
    expect(portal.page.get<HTMLInputElement>('#user-id').element.value).toBe('');
    expect(portal.page.text()).not.toContain('Your session has ended');
  });

  it('keeps the session alive while somebody types or presses something, and not beyond', async () => {
    const portal = await openPortal({ [session]: ok(atEmail()) });
    const asked = () => portal.requests.filter(({ route }) => route === session).length;
    await pass(4 * 60);
    dispatchEvent(new KeyboardEvent('keydown'));
    expect(asked()).toBe(0);
    await pass(2 * 60);
    dispatchEvent(new KeyboardEvent('keydown'));
    dispatchEvent(new KeyboardEvent('keydown'));
    await settle();
    expect(asked()).toBe(1);
    await pass(20 * 60);
    expect(asked()).toBe(1);
  });

  it('stores nothing in the browser', async () => {
    const portal = await openPortal({ 'POST /v1/activation/key/session': ok(atEmail()) });
    await signIn(portal);
    expect([localStorage.length, sessionStorage.length, document.cookie]).toEqual([0, 0, '']);
  });
});

describe('look and language', () => {
  it('takes the colour of the template, with readable text on it', async () => {
    await openPortal({ [session]: ok(atEmail()) });
    const { style } = document.documentElement;
    expect([style.getPropertyValue('--brand-fill'), style.getPropertyValue('--brand-on-fill')]).toEqual(['#0b6e4f', '#ffffff']);
  });

  it('changes the language at once, notes the choice in the address and tells the server, which writes the mails', async () => {
    const portal = await openPortal({ [session]: ok(atEmail()), 'PUT /v1/activation/session/language': ok(atEmail({ language: 'fr' })) });
    await portal.page.get('#language').setValue('fr');
    await settle();
    expect(portal.page.get('h1').text()).toContain('Quelle est votre adresse');
    expect([document.documentElement.lang, location.search]).toEqual(['fr', '?lang=fr']);
    expect(portal.requests.at(-1)).toEqual({ route: 'PUT /v1/activation/session/language', body: { language: 'fr' } });
    expect(portal.page.findAll('#language option').map((option) => option.text())).toEqual(['English', 'Français']);
  });
});
