import type { HttpFault, WebexFault } from '@vestibule/simulators';
import type supertest from 'supertest';
import { createConnectCloud } from '../src/adapters/connect-cloud.ts';
import { OperationLost } from '../src/operations/hold-operation.ts';
import { handleRunOperation } from '../src/provisioning/jobs.ts';
import type { Cloud, ConnectCloud } from '../src/provisioning/cloud.ts';
import type { RetryMode } from '../src/subscribers/subscriber.ts';
import { unique } from './factories.ts';
import { type Agent, type Harness, visitor } from './harness.ts';
import { operationsOf, rowOf, sendMails, type User } from './journeys.ts';

export const addresses = ['good', 'unusual', 'refused', 'bounced', 'deferred-once', 'dead', 'invalid', 'same'] as const;
export type Address = (typeof addresses)[number];
export type Code = 'right' | 'wrong' | 'old';
export type Death = { verb: 'find' | 'create' | 'remove'; when: 'before' | 'after' };
export type Answer = { status: number; code: string | null };

const AT_PAGE = '/v1/activation/session';
const HOUR_MS = 3_600_000;

const connectAny = createConnectCloud({ allowPrivate: true });

/** The real connector of a worker that can be killed: it stops between the platform's answer and our writing it down, or just before asking. */
export function mortalCloud() {
  let death: Death | null = null;
  const around = <A extends unknown[], R>(verb: Death['verb'], work: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
    const dies = death?.verb === verb ? death : null;
    if (dies) death = null;
    if (dies?.when === 'before') throw new OperationLost();
    const result = await work(...args);
    // What a killed worker leaves behind: a lease that runs out, and nothing written.
    if (dies) throw new OperationLost();
    return result;
  };
  const connect: ConnectCloud = (settings, traceId) => {
    const cloud: Cloud = connectAny(settings, traceId);
    return { ...cloud, find: around('find', cloud.find), create: around('create', cloud.create), remove: around('remove', cloud.remove) };
  };
  return { connect, dieAt: (next: Death | null) => void (death = next) };
}

export type Walk = Awaited<ReturnType<typeof startWalk>>;

/**
 * One person on the way through the portal, and everybody and everything that acts upon them. Every act may come at any time; what the
 * API answered to the person and to the admin is kept in `answers`.
 */
export async function startWalk(h: Harness, dieAt: (death: Death | null) => void) {
  const group = unique('walk');
  const address = (kind: Exclude<Address, 'same'>) => ({ good: `${unique('w')}@example.com`, unusual: `${unique('w')}+tag@example.com`, dead: `${unique('w')}@no-such.example`, invalid: 'not an address' })[kind as string] ?? `${kind}-${unique('w')}@example.com`;
  let user: User = await h.provider.handOver({ group });
  let page: Agent | null = null;
  let admin = await h.asOwner();
  const answers: Answer[] = [];
  const sentTo: string[] = [];

  const note = ({ status, body }: supertest.Response): Answer => {
    const { code } = body as { code?: unknown };
    const answer = { status, code: typeof code === 'string' ? code : null };
    answers.push(answer);
    if (answer.code === 'activation.session_expired') page = null;
    return answer;
  };
  const signIn = async (password = 'pw') => {
    const agent = visitor(h.url);
    const { status } = note(await agent.post(`/v1/activation/${user.template.shareKey}/session`).send({ userId: user.userId, password }));
    if (status === 200) page = agent;
  };
  /** The same request from so many tabs at once; whoever is not signed in does that first. */
  const inTabs = async (tabs: number, request: (page: Agent) => supertest.Test): Promise<Answer[]> => {
    if (!page) await signIn();
    const from = page;
    return from ? (await Promise.all(Array.from({ length: tabs }, () => request(from)))).map(note) : [];
  };
  /** Codes in the mails to the present address, newest first. */
  const codes = async (): Promise<string[]> => {
    const email = (await rowOf(h, user.id))?.email ?? '';
    return h.mailbox.messages(email).flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? []).reverse();
  };
  const codeOf = async (kind: Code): Promise<string> => {
    const [newest = '123456', older] = await codes();
    if (kind === 'right') return newest;
    return kind === 'old' && older ? older : String((Number(newest) + 7) % 1_000_000).padStart(6, '0');
  };
  /** An admin whose session ended while clocks went on signs in again. */
  const asAdmin = async (request: (admin: Agent) => supertest.Test) => {
    const answer = await request(admin);
    if (answer.status !== 401) return answer;
    admin = await h.asOwner();
    return request(admin);
  };
  const askAdmin = async (request: (admin: Agent) => supertest.Test) => note(await asAdmin(request));
  const giveTo = async (email: string, tabs = 1): Promise<Answer[]> => {
    const given = await inTabs(tabs, (page) => page.put(`${AT_PAGE}/email`).send({ email }));
    if (!given.some(({ code }) => code === 'activation.email_unusual')) return given;
    return inTabs(tabs, (page) => page.put(`${AT_PAGE}/email`).send({ email, confirmed: true }));
  };

  return {
    answers, signIn,
    user: () => user,
    /** What the page shows; null for who is not signed in (any more). */
    async look() {
      if (!page) return null;
      const answer = await page.get(AT_PAGE);
      return note(answer).status === 200 ? answer.body : null;
    },
    async give(kind: Address, tabs: number) {
      const email = kind === 'same' ? (sentTo.at(-1) ?? address('good')) : address(kind);
      sentTo.push(email);
      return giveTo(email, tabs);
    },
    type: async (kind: Code, tabs: number) => inTabs(tabs, ((code) => (page: Agent) => page.post(`${AT_PAGE}/email/verify`).send({ code }))(await codeOf(kind))),
    resend: (tabs: number) => inTabs(tabs, (page) => page.post(`${AT_PAGE}/email/resend`)),
    tryAgain: (tabs: number) => inTabs(tabs, (page) => page.post(`${AT_PAGE}/try-again`)),
    consent: (answer: 'agree' | 'refuse', tabs: number) => inTabs(tabs, (page) => page.post(`${AT_PAGE}/consent`).send({ answer, wording: '1' })),
    resendConsent: () => inTabs(1, (page) => page.post(`${AT_PAGE}/consent/resend`)),
    platformAnswers: (give: boolean) => void h.webex.consent({ userId: user.userId }, give),
    retry: (mode: RetryMode, kind: 'good' | 'refused' = 'good') => askAdmin((admin) => admin.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: address(kind), mode })),
    resendMail: () => askAdmin((admin) => admin.post(`/v1/subscribers/${user.id}/resend-mail`)),
    changePackage: (to: string) => askAdmin((admin) => admin.post(`/v1/subscribers/${user.id}/change-package`).send({ package: to })),
    remove: () => askAdmin((admin) => admin.delete(`/v1/subscribers/${user.id}`)),
    readAsAdmin: () => asAdmin((admin) => admin.get(`/v1/subscribers/${user.id}`)),
    async handOver() {
      if ((await rowOf(h, user.id))?.removing) return;
      const before = user.id;
      user = await h.provider.handOver({ userId: user.userId, group });
      if (user.id !== before) page = null;
    },
    /** Clocks go on; limits that count real time are forgotten with the day, or the quarter of an hour, that passed. */
    async wait(ms: number) {
      h.clock.forward(ms);
      if (ms >= HOUR_MS) await h.pool.query('delete from rate_limits');
      if (ms >= HOUR_MS) h.broadworks.unlock(user.userId);
    },
    mails: () => sendMails(h),
    /** Lets so many workers at once do the next piece of work, when its time has come. */
    async work(workers = 1, death: Death | null = null) {
      const operation = (await operationsOf(h, user.id)).at(-1) as (Awaited<ReturnType<typeof operationsOf>>[number] & { lease_until: Date | null }) | undefined;
      if (!operation) return;
      const due = Math.max(operation.next_attempt_at.getTime(), operation.lease_until?.getTime() ?? 0) + 1;
      h.clock.forward(Math.max(0, due - h.clock.now().getTime()));
      dieAt(death);
      await Promise.all(Array.from({ length: workers }, () => handleRunOperation(h.system(operation.provider_id), { providerId: operation.provider_id, operationId: operation.id })));
      dieAt(null);
    },
    failCloud: (fault: WebexFault, times: number) => h.webex.script({ ...fault, userId: user.userId, times }),
    failBroadworks: (fault: HttpFault | { fault: 'locked' }) => h.broadworks.script({ ...fault, times: 1 }),
    failMail: (fault: 'refuse' | 'defer' | 'drop') => h.mailbox.script({ fault, times: 1 }),
    liftFaults() {
      for (const simulator of [h.webex, h.broadworks, h.mailbox]) simulator.clearScript();
    },
  };
}
