import { afterEach, describe, expect, it } from '@jest/globals';
import { atCode, atEmail } from '../../test/activations.ts';
import { buttonNamed, closePortal, ok, openPortal, refusal, settle, type Answers } from '../../test/portal.ts';

afterEach(closePortal);

const route = 'PUT /v1/activation/session/email';
const open = (answers: Answers = {}) => openPortal({ 'GET /v1/activation/session': ok(atEmail()), ...answers });

async function give(portal: Awaited<ReturnType<typeof open>>, address: string): Promise<void> {
  await portal.page.get('#email').setValue(address);
  await portal.page.get('#email').trigger('change');
  await portal.page.get('form').trigger('submit');
  await settle();
}

describe('the e-mail address', () => {
  it('is sent without the spaces around it, and the code is asked for next', async () => {
    const portal = await open({ [route]: ok(atCode(), 202) });
    await give(portal, ' anna@example.com ');
    expect(portal.requests.at(-1)).toEqual({ route, body: { email: 'anna@example.com' } });
    expect(portal.page.get('h1').text()).toBe('Enter the code');
  });

  it('is not sent while it is incomplete', async () => {
    const portal = await open();
    await give(portal, 'anna@example');
    expect(portal.page.get('#email-error').text()).toContain('not complete');
    expect(portal.requests.map((request) => request.route)).not.toContain(route);
    expect(document.activeElement?.id).toBe('email');
  });

  it('gets the server’s refusal at the field', async () => {
    const portal = await open({ [route]: refusal(400, 'activation.email_invalid') });
    await give(portal, 'anna@nowhere.example');
    expect(portal.page.get('#email-error').text()).toBe('This address cannot receive mail. Check how it is written.');
    expect(portal.page.get('#email').attributes('aria-describedby')).toBe('email-help email-error');
  });

  it('tells when the next mail is possible after too many', async () => {
    const portal = await open({ [route]: refusal(429, 'activation.too_many_mails', { retryAfterSeconds: 86_400 }) });
    await give(portal, 'anna@example.com');
    expect(portal.page.get('.notice').text()).toMatch(/Too many mails .* Try again after Tuesday/);
  });
});

describe('advice that forbids nothing', () => {
  it('offers the mended domain, which one press takes over', async () => {
    const portal = await open({ [route]: ok(atCode(), 202) });
    portal.page.get<HTMLInputElement>('#email').element.value = 'anna@gmial.com';
    await portal.page.get('#email').trigger('input');
    expect(portal.page.text()).not.toContain('Did you mean');
    await portal.page.get('#email').trigger('change');
    await settle();
    expect(portal.page.get('[role=status]').text()).toBe('Did you mean anna@gmail.com?');
    await buttonNamed(portal, 'Yes, use it').trigger('click');
    expect(portal.page.get<HTMLInputElement>('#email').element.value).toBe('anna@gmail.com');
    expect(portal.page.find('.notice').exists()).toBe(false);
  });

  it('asks once more about what the server finds unusual, and sends the same address as meant', async () => {
    const portal = await open({ [route]: [refusal(409, 'activation.email_unusual', { remarks: ['plus', 'role'] }), ok(atCode(), 202)] });
    await give(portal, 'info+phone@example.com');
    expect(portal.page.findAll('.notice').map((notice) => notice.text())).toEqual([expect.stringContaining('plus sign'), expect.stringContaining('Several people')]);
    expect(portal.page.get('[role=status]').text()).toContain('plus sign');
    await buttonNamed(portal, 'Use it anyway').trigger('submit');
    await settle();
    expect(portal.requests.at(-1)?.body).toEqual({ email: 'info+phone@example.com', confirmed: true });
    expect(portal.page.get('h1').text()).toBe('Enter the code');
  });

  it('forgets what was unusual as soon as another address stands there', async () => {
    const portal = await open({ [route]: [refusal(409, 'activation.email_unusual', { remarks: ['disposable'] }), ok(atCode(), 202)] });
    await give(portal, 'anna@shortlived.example');
    await give(portal, 'anna@example.com');
    expect(portal.requests.at(-1)?.body).toEqual({ email: 'anna@example.com' });
  });

  it.each(['activation.email_domain_dead', 'activation.email_blocked'])('tells %s at the field', async (code) => {
    const portal = await open({ [route]: refusal(400, code) });
    await give(portal, 'anna@nowhere.example');
    expect(portal.page.get('#email-error').text()).not.toBe('');
    expect(document.activeElement?.id).toBe('email');
  });
});
