import { afterEach, describe, expect, it } from '@jest/globals';
import { after, atCode, atProgress } from '../../test/activations.ts';
import { FakeEventSource } from '../../test/fake-event-source.ts';
import { buttonNamed, closePortal, ok, openPortal, pass, refusal, settle, signIn, type Answers } from '../../test/portal.ts';

afterEach(closePortal);

const verify = 'POST /v1/activation/session/email/verify';
const resend = 'POST /v1/activation/session/email/resend';
const open = (answers: Answers = {}, code = atCode(), at?: string) => openPortal({ 'GET /v1/activation/session': ok(code), ...answers }, at);
type Portal = Awaited<ReturnType<typeof open>>;
const field = (portal: Portal) => portal.page.get<HTMLInputElement>('#code');

async function enter(portal: Portal, code: string): Promise<void> {
  await field(portal).setValue(code);
  await portal.page.get('form').trigger('submit');
  await settle();
}

describe('the code from the mail’s link', () => {
  it('fills the field, leaves the address bar and never submits', async () => {
    const portal = await open({}, atCode(), '/activate/key#code=123456');
    await pass(120);
    expect(field(portal).element.value).toBe('123456');
    expect(location.href).toBe('http://localhost/activate/key');
    expect(portal.page.text()).toContain('We filled in the code from your mail.');
    expect(portal.requests.map(({ route }) => route)).not.toContain(verify);
  });

  it('waits through a sign-in in between and still does not submit', async () => {
    const portal = await openPortal({ 'POST /v1/activation/key/session': ok(atCode()) }, '/activate/key#code=123456');
    expect(location.hash).toBe('');
    await signIn(portal);
    expect(field(portal).element.value).toBe('123456');
    expect(portal.requests.map(({ route }) => route)).not.toContain(verify);
  });

  it('is taken over when the link is opened in the tab that waits', async () => {
    const portal = await open();
    location.hash = '#code=654321';
    dispatchEvent(new HashChangeEvent('hashchange'));
    await settle();
    expect([field(portal).element.value, location.hash]).toEqual(['654321', '']);
  });

  it('is dropped when it is no code', async () => {
    const portal = await open({}, atCode(), '/activate/key#code=12ab');
    expect([field(portal).element.value, location.hash]).toEqual(['', '']);
  });
});

describe('the code field', () => {
  it('is one labelled field that phones can fill', async () => {
    const portal = await open();
    expect(field(portal).attributes()).toMatchObject({ autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: '6', type: 'text' });
    expect(portal.page.get('label[for=code]').text()).toBe('6-digit code');
    expect(portal.page.text()).toContain('We sent a mail with a 6-digit code to anna@example.com. It comes from Northwind Service.');
  });

  it('takes a code pasted with spaces', async () => {
    const portal = await open();
    const paste = Object.assign(new Event('paste', { cancelable: true }), { clipboardData: { getData: () => ' 123 456\n' } });
    field(portal).element.dispatchEvent(paste);
    await settle();
    expect([field(portal).element.value, paste.defaultPrevented]).toEqual(['123456', true]);
  });

  it('does not bother the server with five digits', async () => {
    const portal = await open();
    await enter(portal, '12345');
    expect(portal.page.get('#code-error').text()).toBe('Enter all 6 digits of the code.');
    expect(portal.requests.map(({ route }) => route)).not.toContain(verify);
  });

  it('goes on to the set-up with the right code', async () => {
    const portal = await open({ [verify]: ok(atProgress(), 202) });
    await enter(portal, '123456');
    expect(portal.requests.find(({ route }) => route === verify)?.body).toEqual({ code: '123456' });
    expect(portal.page.get('h1').text()).toBe('We are setting up your account');
  });

  it('ties a wrong code to the field with the tries left, and keeps it to be corrected', async () => {
    const portal = await open({ [verify]: refusal(400, 'activation.code_wrong', { triesLeft: 1 }) });
    await enter(portal, '111111');
    expect(portal.page.get('#code-error').text()).toBe('This code is not right. You have one try left.');
    expect(field(portal).attributes('aria-invalid')).toBe('true');
    expect(field(portal).attributes('aria-describedby')).toContain('code-error');
    expect(document.activeElement).toBe(field(portal).element);
    expect(field(portal).element.value).toBe('111111');
  });

  it('names the newer mail when the code is from an older one', async () => {
    const portal = await open({ [verify]: refusal(409, 'activation.code_superseded') });
    await enter(portal, '111111');
    expect(portal.page.get('#code-error').text()).toContain('older mail');
  });
});

describe('codes that can no longer work', () => {
  it.each([
    ['expired', { expiresAt: after(-1), resendAt: after(-600) }, 'has expired', 'Send a new code'],
    ['used up', { triesLeft: 0, resendAt: after(-1) }, 'wrongly too often', 'Send a new code'],
    ['undeliverable', { delivery: 'refused' as const, resendAt: after(-1) }, 'could not deliver the mail to anna@example.com', 'Use another address'],
    ['stopped', { delivery: 'stopped' as const, resendAt: after(-1) }, 'whoever reads the mailbox of anna@example.com asked us to send nothing', 'Use another address'],
  ])('says before anybody types that the code is %s', async (_case, code, text, action) => {
    const portal = await open({}, atCode(code));
    expect(portal.page.find('#code').exists()).toBe(false);
    expect(portal.page.text()).toContain(text);
    expect(portal.page.get('.button.primary').text()).toBe(action);
  });

  it('says so at the moment the code expires, with the focus kept on the page', async () => {
    const portal = await open({}, atCode({ expiresAt: after(5) }));
    field(portal).element.focus();
    await pass(6);
    expect(portal.page.text()).toContain('has expired');
    expect(document.activeElement?.tagName).toBe('H1');
    expect(portal.page.get('[role=status]').text()).toContain('has expired');
  });

  it('shows that the tries are used up after the last wrong one', async () => {
    const session = [ok(atCode()), ok(atCode({ triesLeft: 0 }))];
    const portal = await open({ 'GET /v1/activation/session': session, [verify]: refusal(429, 'activation.code_too_many_tries') });
    await enter(portal, '111111');
    expect(portal.page.text()).toContain('Ask for a new one.');
    expect(portal.page.find('#code').exists()).toBe(false);
  });
});

describe('another mail, another address', () => {
  it('counts down to the next mail and asks for it only then', async () => {
    const portal = await open({ [resend]: ok(atCode({ sentAt: after(21), resendAt: after(81) }), 202) });
    expect(portal.page.text()).toContain('You can ask for a new code in 20\u00a0seconds.');
    await buttonNamed(portal, 'Send a new code').trigger('click');
    expect(portal.requests.map(({ route }) => route)).not.toContain(resend);
    await pass(19);
    expect(portal.page.text()).toContain('You can ask for a new code in 1\u00a0second.');
    await pass(2);
    expect(portal.page.get('main').text()).not.toContain('You can ask for a new code');
    await buttonNamed(portal, 'Send a new code').trigger('click');
    await settle();
    expect(portal.requests.map(({ route }) => route)).toContain(resend);
    expect(portal.page.text()).toContain('Only the code in the newest mail counts.');
    expect(portal.page.text()).toContain('You can ask for a new code in 60\u00a0seconds.');
  });

  it('offers no mail where none is left today', async () => {
    const portal = await open({}, atCode({ resendsLeft: 0 }));
    expect(portal.page.text()).toContain('No more mails can be sent to you today.');
    expect(portal.page.findAll('button').map((button) => button.text())).not.toContain('Send a new code');
  });

  it('lets the address be changed and kept, and is not disturbed by news meanwhile', async () => {
    const portal = await open();
    await buttonNamed(portal, 'Use another address').trigger('click');
    await settle();
    FakeEventSource.current.say(atCode({ delivery: 'deferred' }));
    await settle();
    expect(portal.page.get('h1').text()).toBe('Which e-mail address is yours?');
    await buttonNamed(portal, 'Keep anna@example.com').trigger('click');
    await settle();
    expect(portal.page.text()).toContain('has not accepted the mail yet');
  });

  it('asks for another address, with the reason, when this one turns out to be taken', async () => {
    const portal = await open({ [verify]: refusal(409, 'activation.email_in_use') });
    await enter(portal, '123456');
    expect(portal.page.get('h1').text()).toBe('Which e-mail address is yours?');
    expect(portal.page.get('main .notice').text()).toContain('Another user already has this address.');
  });
});
