import type { Page, Route } from 'playwright-core';

type Body = Record<string, unknown>;
type Answer = { status: number; body: Body };

/** A state of the portal: what the server answers, and what the person does then. In every language: nothing is found by its words. */
export type PortalState = { name: string; link?: Answer; activation?: Body; answers?: Record<string, Answer>; hash?: string; act?: (page: Page) => Promise<void> };

const look = {
  brandName: 'Northwind Voice', accentColor: '#0b6e4f', supportEmail: 'help@northwind.example', supportPhone: '+33 1 23 45 67 89',
  resetPasswordUrl: 'https://northwind.example/reset', helpUrl: 'https://northwind.example/help', termsUrl: 'https://northwind.example/terms', privacyUrl: 'https://northwind.example/privacy', textLanguage: 'en', welcomeTexts: {}, supportTexts: {}, problemTexts: {}, doneTexts: {}, logoUrl: null,
};
const templateId = '0190a0a0-0000-7000-8000-00000000000a';
const languages = ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'ja', 'ar', 'he'];
const email = 'anna.martin@northwind.example';
const after = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
const ok = (body: Body, status = 200): Answer => ({ status, body });
const refusal = (status: number, code: string, more: Body = {}): Answer => ({ status, body: { type: 'about:blank', title: code, status, code, requestId: '4bf92f3577b34da6', ...more } });

const visit = (step: string, fields: Body = {}): Body => ({
  step, status: 'provisioning', templateId, look, senderName: 'Northwind Service', userId: '2125550101@voice.northwind.example', firstName: 'Anna', lastName: 'Martin', language: 'en',
  email: null, code: null, progress: null, problem: null, waiting: null, move: null, done: null, sessionExpiresAt: after(1800), ...fields,
});
const code = (fields: Body = {}): Body => visit('code', { email, code: { sentTo: email, sentAt: after(-40), expiresAt: after(560), resendAt: after(20), resendsLeft: 4, triesLeft: 5, delivery: 'accepted', undeliverable: false, ...fields } });
const progress = (slow: boolean): Body =>
  visit('progress', { email, progress: { startedAt: after(-5), slow, steps: ['done', 'done', 'running', 'waiting'].map((state, at) => ({ name: ['find_account', 'create_account', 'wait_for_cloud', 'finish'][at], state })) } });
const done = (platforms: string[]): Body => visit('done', { email, done: { signInEmail: email, downloads: platforms.map((platform) => ({ platform, url: `https://apps.example/${platform}` })) } });
const problem = (fields: Body): Body => visit('problem', { email, problem: { errorCode: 200043, canTryAgain: false, canChangeEmail: false, reference: '7K3F-92QD', ...fields } });
const waiting = (fields: Body = {}): Body => visit('waiting', { email, waiting: { first: 'Ben O.', isReachable: false, remindedAt: null, remindAt: null, ...fields } });
const move = (fields: Body = {}): Body => visit('move', { email, move: { email, wording: '1', agreedAt: null, isPassedOn: false, answerBy: after(14 * 86_400), resendAt: null, reference: '7K3F-92QD', ...fields } });

const signIn = async (page: Page): Promise<void> => {
  await page.locator('#user-id').fill('2125550101');
  await page.locator('#password').fill('secret1');
  await page.locator('#password').press('Enter');
};
const give = (field: string, text: string) => async (page: Page) => {
  await page.locator(field).fill(text);
  await page.locator(field).press('Enter');
};
const then = (act: (page: Page) => Promise<void>, shows: string) => async (page: Page) => {
  await act(page);
  await page.locator(shows).first().waitFor();
};

const SIGN_IN = 'POST /v1/activation/state/session';
const VERIFY = 'POST /v1/activation/session/email/verify';
const EMAIL = 'PUT /v1/activation/session/email';

/** Every state the portal can be in, in the order a person may meet them. */
export const portalStates: readonly PortalState[] = [
  { name: 'sign-in' },
  { name: 'sign-in-empty', act: then((page) => page.locator('#password').press('Enter'), '#password-error') },
  { name: 'sign-in-refused', answers: { [SIGN_IN]: refusal(401, 'activation.credentials_refused') }, act: then(signIn, '#password-error') },
  { name: 'sign-in-locked', answers: { [SIGN_IN]: refusal(423, 'activation.account_locked', { retryAfterSeconds: 900 }) }, act: then(signIn, 'form .notice') },
  { name: 'sign-in-away', answers: { [SIGN_IN]: refusal(429, 'access.too_many_attempts', { retryAfterSeconds: 60, reference: '7K3F-92QD' }) }, act: then(signIn, 'form .notice') },
  { name: 'invited', hash: '#invitation=AbCdEfGhIjKlMnOpQrStUv', answers: { 'POST /v1/activation/state/invitation': ok({ name: 'Anna M.', proof: 'password', expiresAt: after(86_400) }) } },
  { name: 'nothing-waiting', answers: { [SIGN_IN]: refusal(404, 'activation.no_pending_user', { reference: '7K3F-92QD' }) }, act: then(signIn, 'h1 + .notice') },
  { name: 'email', activation: visit('email') },
  { name: 'email-suggestion', activation: visit('email'), act: async (page) => {
    await page.locator('#email').fill('anna@gmial.com');
    await page.locator('#email').blur();
    await page.locator('form .notice').waitFor();
  } },
  { name: 'email-unusual', activation: visit('email'), answers: { [EMAIL]: refusal(409, 'activation.email_unusual', { remarks: ['plus', 'role', 'disposable', 'lookalike'] }) }, act: then(give('#email', 'info+phone@example.com'), 'form .notice:nth-last-child(2)') },
  { name: 'email-incomplete', activation: visit('email'), act: then(give('#email', 'anna@example'), '#email-error') },
  { name: 'email-refused', activation: visit('email'), answers: { [EMAIL]: refusal(400, 'activation.email_invalid') }, act: then(give('#email', 'anna@nowhere.example'), '#email-error') },
  { name: 'code', activation: code() },
  { name: 'code-filled-in', activation: code(), hash: '#code=048213' },
  { name: 'code-wrong', activation: code(), answers: { [VERIFY]: refusal(400, 'activation.code_wrong', { triesLeft: 2 }) }, act: then(give('#code', '111111'), '#code-error') },
  { name: 'code-deferred', activation: code({ delivery: 'deferred', resendAt: after(-1) }) },
  { name: 'code-expired', activation: code({ sentAt: after(-86_400), expiresAt: after(-80_000), resendAt: after(-80_000) }) },
  { name: 'code-used-up', activation: code({ triesLeft: 0, resendsLeft: 0 }) },
  { name: 'code-stopped', activation: code({ delivery: 'stopped', resendAt: after(-1) }) },
  { name: 'code-undeliverable', activation: code({ delivery: 'refused', undeliverable: true }) },
  { name: 'progress', activation: progress(false) },
  { name: 'progress-slow', activation: progress(true) },
  { name: 'waiting', activation: waiting() },
  { name: 'waiting-reminded', activation: waiting({ remindedAt: after(-5), remindAt: after(4 * 3600) }) },
  { name: 'move', activation: move() },
  { name: 'move-agreed', activation: move({ agreedAt: after(-5), isPassedOn: true }) },
  { name: 'done', activation: done(['windows', 'macos', 'ios', 'android', 'web']) },
  { name: 'done-without-downloads', activation: done([]) },
  { name: 'problem-of-user', activation: problem({ code: 'cloud.email_in_use_elsewhere', owner: 'user', canChangeEmail: true }) },
  { name: 'problem-of-admin', activation: problem({ code: 'cloud.mapping_wrong', owner: 'admin' }) },
  { name: 'problem-of-nobody', activation: problem({ code: 'cloud.unavailable', owner: 'nobody', canTryAgain: true, canChangeEmail: true }) },
  { name: 'link-unknown', link: refusal(404, 'activation.link_unknown') },
  { name: 'link-withdrawn', link: refusal(410, 'activation.link_withdrawn') },
  // A refusal that says nothing about the link counts as no answer, and the browser notes it as no error.
  { name: 'unreachable', link: refusal(429, 'access.too_many_attempts') },
];

/** Brings the page of the built portal into a state, in one of its languages; no server is asked. */
export async function openState(page: Page, origin: string, state: PortalState, language: string): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.route(`${origin}/v1/activation/**`, (route) => answer(route, state));
  // Only a fragment may differ from the page before, and that alone loads nothing.
  await page.goto('about:blank');
  await page.goto(`${origin}/activate/state?lang=${language}${state.hash ?? ''}`);
  await page.locator('.screen:not(.loading) h1').waitFor();
  await state.act?.(page);
}

/** Chooses another language on the page as it stands; what it shows stays the same. */
export async function speak(page: Page, language: string): Promise<void> {
  await page.locator('#language').selectOption(language);
  await page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' });
}

async function answer(route: Route, { link, activation = null as unknown as Body, answers = {} }: PortalState): Promise<void> {
  const request = route.request();
  const { pathname } = new URL(request.url());
  if (pathname.endsWith('/events')) return route.fulfill({ contentType: 'text/event-stream', body: 'retry: 600000\n\n' });
  const page = ok({ templateId, templateName: 'Offices', language: 'en', languages, look, defaultDomain: 'voice.northwind.example', activation });
  const session = activation ? ok(activation) : refusal(401, 'activation.session_expired');
  const known: Record<string, Answer> = { 'GET /v1/activation/state': link ?? page, 'GET /v1/activation/session': session, ...answers };
  const { status, body } = known[`${request.method()} ${pathname}`] ?? session;
  await route.fulfill({ status, json: body });
}
