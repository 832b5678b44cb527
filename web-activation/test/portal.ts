import { jest } from '@jest/globals';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import App from '../src/App.vue';
import { useActivation } from '../src/activation/activation-store.ts';
import { loadersOf } from '../src/language-files.ts';
import { createLanguages } from '../src/language.ts';
import en from '../src/locales/en.json' with { type: 'json' };
import fr from '../src/locales/fr.json' with { type: 'json' };
import { now, page } from './activations.ts';
import { FakeEventSource } from './fake-event-source.ts';

type Answer = { status: number; body?: object };
/** `METHOD /path` -> what the server answers; a list is used up answer by answer, the last one stays. */
export type Answers = Record<string, Answer | Answer[] | 'no connection'>;
export type SentRequest = { route: string; body: unknown };

export const ok = (body: object, status = 200): Answer => ({ status, body });
export const refusal = (status: number, code: string, more: object = {}): Answer => ({
  status, body: { type: 'about:blank', title: `title of ${code}`, status, code, requestId: 'req-1', ...more },
});
export const signedOut = refusal(401, 'activation.session_expired');

let wrapper: VueWrapper | null = null;

/** Opens the portal as a browser would, against a server that gives these answers. Time stands still until a test moves it. */
export async function openPortal(answers: Answers, at = '/activate/key') {
  closePortal();
  jest.useFakeTimers({ now, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  history.replaceState(null, '', at);
  const requests = answerFetch({ ...atFirst(answers), 'GET /v1/activation/session': signedOut, ...answers });
  FakeEventSource.install();
  const languages = createLanguages(loadersOf({ './en.json': async () => ({ default: en }), './fr.json': async () => ({ default: fr }) }));
  const pinia = createPinia();
  await languages.prefer(['en']);
  wrapper = mount(App, { attachTo: document.body, global: { plugins: [pinia, languages] } });
  const store = useActivation(pinia);
  await store.start('key');
  await settle();
  return { page: wrapper, requests, store, languages };
}

/** The page's own answer says where a living session stands, as the server's does; the first answer planned for the session is used for it. */
function atFirst(answers: Answers): Answers {
  const session = answers['GET /v1/activation/session'];
  const first = Array.isArray(session) ? (session.length > 1 ? session.shift() : session[0]) : session;
  const living = first !== undefined && first !== 'no connection' && first.status === 200;
  return { 'GET /v1/activation/key': ok({ ...page, activation: living ? first.body : null }) };
}

export function closePortal(): void {
  wrapper?.unmount();
  wrapper = null;
  FakeEventSource.opened.length = 0;
  jest.useRealTimers();
}

/** Lets answers arrive and the screen follow. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await flushPromises();
}

export async function pass(seconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(seconds * 1_000);
  await settle();
}

export async function signIn(portal: { page: VueWrapper }, userId = '2125550101', password = 'secret1'): Promise<void> {
  await portal.page.get('#user-id').setValue(userId);
  await portal.page.get('#password').setValue(password);
  await portal.page.get('form').trigger('submit');
  await settle();
}

export function buttonNamed(portal: { page: VueWrapper }, name: string) {
  const found = portal.page.findAll('button').find((button) => button.text() === name);
  if (!found) throw new Error(`no button "${name}" in: ${portal.page.text()}`);
  return found;
}

function answerFetch(answers: Answers): SentRequest[] {
  const requests: SentRequest[] = [];
  globalThis.fetch = async (input) => {
    const request = input instanceof Request ? input : new Request(input);
    const route = `${request.method} ${new URL(request.url).pathname}`;
    const text = await request.text();
    requests.push({ route, body: text ? JSON.parse(text) : null });
    const planned = answers[route];
    const answer = Array.isArray(planned) ? (planned.length > 1 ? planned.shift() : planned[0]) : planned;
    if (!answer) throw new Error(`the test plans no answer to ${route}`);
    if (answer === 'no connection') throw new TypeError('Failed to fetch');
    return new Response(answer.body ? JSON.stringify(answer.body) : null, { status: answer.status });
  };
  return requests;
}
