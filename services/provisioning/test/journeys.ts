import { expect } from '@jest/globals';
import { handleRunOperation } from '../src/provisioning/jobs.ts';
import { handleSendMessage } from '../src/mail/jobs.ts';
import { noteDelivery } from '../src/subscribers/note-delivery.ts';
import { loadMessageLook } from '../src/templates/message-look.ts';
import { codeFor, type TestProvider } from './factories.ts';
import { type Agent, eventually, type Harness } from './harness.ts';

export type User = Awaited<ReturnType<TestProvider['handOver']>>;
export type SubscriberRecord = { id: string; status: string; email: string | null; reason: string | null; package: string; failures: number; removing: boolean; cloud_ref: string | null; person_id: string | null };

/** The row as it stands in the database, or null when it is gone. */
export async function rowOf(h: Pick<Harness, 'pool'>, id: string): Promise<SubscriberRecord | null> {
  const { rows } = await h.pool.query<SubscriberRecord>('select * from subscribers where id = $1', [id]);
  return rows[0] ?? null;
}

export const statusOf = async (h: Pick<Harness, 'pool'>, id: string): Promise<string> => (await rowOf(h, id))?.status ?? 'gone';
export const untilStatus = (h: Harness, id: string, status: string) => eventually(async () => (await statusOf(h, id)) === status, `status ${status}`);

type EventRecord = { type: string; actor: { kind: string; id: string | null; name: string | null }; data: Record<string, unknown> };
/** Events of a subscriber, oldest first. */
export async function eventsOf(h: Pick<Harness, 'pool'>, id: string): Promise<EventRecord[]> {
  return (await h.pool.query<EventRecord>(`select type, jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as actor, data from events where subscriber_id = $1 order by id`, [id])).rows;
}
/** The statuses a subscriber has gone through, as its events tell. */
export const statusesOf = async (h: Pick<Harness, 'pool'>, id: string) => (await eventsOf(h, id)).filter(({ type }) => type === 'subscriber.status_changed').map(({ data }) => data['to']);

type OperationRecord = { id: string; kind: string; state: string; attempt: number; transient_failures: number; provider_id: string; next_attempt_at: Date };
/** Operations of a subscriber, oldest first. */
export async function operationsOf(h: Pick<Harness, 'pool'>, id: string): Promise<OperationRecord[]> {
  return (await h.pool.query<OperationRecord>('select * from operations where subscriber_id = $1 order by id', [id])).rows;
}

/** How many wake-ups were ever queued for the rows. */
export async function jobsFor(h: Pick<Harness, 'pool'>, ids: readonly string[]): Promise<number> {
  const { rows } = await h.pool.query(`select 1 from pgboss.job where coalesce(data->>'operationId', data->>'messageId') = any($1)`, [[...ids]]);
  return rows.length;
}

export async function countRows(h: Pick<Harness, 'pool'>, table: string): Promise<number> {
  const { rows } = await h.pool.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}

/** Signs in, gives the address and types the code; the work downstream has started then. */
export async function proveAddress(h: Harness, provider: TestProvider, user: User, email: string): Promise<Agent> {
  const page = await provider.asSubscriber(user);
  const before = h.mailbox.messages(email).length;
  await page.put('/v1/activation/session/email').send({ email }).expect(202);
  await page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, email, before + 1) }).expect(202);
  return page;
}

/** A user who has come all the way. */
export async function provisionedUser(h: Harness, provider: TestProvider, email: string, options: Parameters<TestProvider['handOver']>[0] = {}): Promise<User & { page: Agent }> {
  const user = await provider.handOver(options);
  const page = await proveAddress(h, provider, user, email);
  await untilStatus(h, user.id, 'provisioned');
  return { ...user, page };
}

/** A user whose account the platform refused. The address decides why: see the simulators' magic addresses. */
export async function failedUser(h: Harness, provider: TestProvider, email: string, options: Parameters<TestProvider['handOver']>[0] = {}): Promise<User & { page: Agent }> {
  const user = await provider.handOver(options);
  const page = await proveAddress(h, provider, user, email);
  await untilStatus(h, user.id, 'error');
  return { ...user, page };
}

/** Without a worker: does the newest open operation's next piece of work now, however far in the future it was due. */
export async function runNow(h: Harness, id: string): Promise<void> {
  const operation = (await operationsOf(h, id)).at(-1);
  if (!operation) throw new Error('there is no operation to run');
  h.clock.forward(Math.max(0, operation.next_attempt_at.getTime() - h.clock.now().getTime()));
  await handleRunOperation(h.system(operation.provider_id), { providerId: operation.provider_id, operationId: operation.id });
}

/** Without a worker: sends every mail that waits. */
export async function sendMails(h: Harness): Promise<void> {
  const { rows } = await h.pool.query<{ provider_id: string; id: string }>(`select provider_id, id from messages where state in ('queued', 'deferred')`);
  for (const { provider_id: providerId, id } of rows) await handleSendMessage(h.system(providerId), { providerId, messageId: id }, { loadLook: loadMessageLook, noteDelivery });
}

/** Asserts a refusal by its code, which is the contract; texts may change. */
export function expectProblem(answer: { status: number; body: unknown }, status: number, code: string): void {
  expect({ status: answer.status, code: (answer.body as { code?: string }).code }).toEqual({ status, code });
}
