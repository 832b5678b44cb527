import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { killWorker, startWorkerProcess } from '../../test/worker-process.ts';
import { inTransaction } from '../context.ts';
import { doItem } from './do-item.ts';
import { runBulkOperation } from './run-bulk-operation.ts';
import { claimBulk } from './store.ts';

describe('a bulk operation at work', () => {
  let h: Harness;
  let owner: Agent;
  const workers: ChildProcess[] = [];
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterEach(() => Promise.all(workers.splice(0).map(killWorker)));
  afterAll(() => h.close());

  const system = () => h.system(h.provider.id);
  const run = (id: string) => runBulkOperation(system(), id);
  const worker = async () => {
    const started = await startWorkerProcess(h);
    workers.push(started);
    return started;
  };
  const read = async (id: string) => (await owner.get(`/v1/bulk-operations/${id}`).expect(200)).body;
  /** Users in error with an address of their own, made without the portal: only their number matters here. */
  async function usersOf(count: number) {
    const template = await h.provider.newTemplate();
    for (let made = 0; made < count; made++) await h.provider.handOver({ template });
    await h.pool.query(`update subscribers set status = 'error', email = id || '@example.com' where template_id = $1`, [template.id]);
    return { templateId: template.id };
  }
  const start = async (filter: object, body: object = { action: 'change_package', package: 'premium' }, agent: Agent = owner) => {
    const send = (more: object) => agent.post('/v1/bulk-operations').send({ ...body, target: { filter }, ...more });
    const { ready } = (await send({ dryRun: true }).expect(200)).body;
    return (await send({ confirm: ready }).expect(202)).body.id as string;
  };
  const timesDone = async (templateId: string, type: string) => {
    const { rows } = await h.pool.query<{ times: number }>(`select count(*)::int as times from events where template_id = $1 and type = $2 group by subscriber_id`, [templateId, type]);
    return rows.map(({ times }) => times);
  };

  it('killed with -9 in the middle, it is carried on by another worker beside a third, and everybody is done exactly once', async () => {
    const filter = await usersOf(60);
    const doomed = await worker();
    const id = await start(filter, { action: 'retry', mode: 'verify' });
    await eventually(async () => (await read(id)).done >= 5, 'the first users');
    await killWorker(doomed);
    const [left] = (await h.pool.query<{ done: number }>(`select count(*)::int as done from bulk_items where bulk_operation_id = $1 and state <> 'waiting'`, [id])).rows;
    expect(left?.done).toBeLessThan(60);
    await Promise.all([worker(), worker()]);
    const end = await eventually(async () => (await read(id)).state === 'finished' && read(id), 'the end', 60_000);
    expect(end).toMatchObject({ total: 60, succeeded: 60, skipped: 0, failed: 0 });
    expect(await timesDone(filter.templateId, 'subscriber.retried')).toEqual(Array.from({ length: 60 }, () => 1));
    const { rows: proofs } = await h.pool.query(`select subscriber_id from email_proofs p join subscribers s on s.id = p.subscriber_id where s.template_id = $1`, [filter.templateId]);
    expect(proofs).toHaveLength(60);
  }, 90_000);

  it('two hands on the same user at the same moment do it once', async () => {
    const filter = await usersOf(10);
    const id = await start(filter);
    const held = await inTransaction(system(), (ctx) => claimBulk(ctx.db, ctx.providerId, id, ctx.clock.now(), new Date(ctx.clock.now().getTime() + 60_000)));
    if (!held) throw new Error('not held');
    const actor = { kind: 'admin', id: held.actorId, name: 'x', role: 'owner', templateIds: null } as const;
    await Promise.all(Array.from({ length: 30 }, (_, index) => doItem({ ...system(), actor }, held, (index % 10) + 1)));
    expect(await timesDone(filter.templateId, 'subscriber.package_change_requested')).toEqual(Array.from({ length: 10 }, () => 1));
    expect(await read(id)).toMatchObject({ done: 10, succeeded: 10 });
    await owner.post(`/v1/bulk-operations/${id}/cancel`).expect(200);
  });

  it('a worker that lost it to another touches nobody any more', async () => {
    const filter = await usersOf(2);
    const id = await start(filter);
    const take = (ahead: number) => inTransaction(system(), (ctx) => claimBulk(ctx.db, ctx.providerId, id, new Date(ctx.clock.now().getTime() + ahead), new Date(ctx.clock.now().getTime() + ahead + 1_000)));
    const [slow] = [await take(0), await take(10_000)];
    if (!slow) throw new Error('not held');
    await doItem({ ...system(), actor: { kind: 'admin', id: slow.actorId, name: 'x', role: 'owner', templateIds: null } }, slow, 1);
    expect(await read(id)).toMatchObject({ done: 0 });
    await owner.post(`/v1/bulk-operations/${id}/cancel`).expect(200);
  });

  it('paused while it runs, it begins nobody new; resumed, it ends with everybody done once', async () => {
    const filter = await usersOf(30);
    const id = await start(filter, { action: 'retry', mode: 'verify' });
    const [, answer] = await Promise.all([run(id), eventually(async () => ((await read(id)).done > 0 ? owner.post(`/v1/bulk-operations/${id}/pause`) : null), 'the first user')]);
    expect(answer.status).toBe(200);
    const paused = await read(id);
    expect(paused.state).toBe('paused');
    expect(paused.done).toBeLessThan(30);
    await run(id);
    expect(await read(id)).toEqual(paused);
    expectProblem(await owner.post(`/v1/bulk-operations/${id}/pause`), 409, 'bulk_operation.state_not_allowed');
    await owner.post(`/v1/bulk-operations/${id}/resume`).expect(200);
    await eventually(async () => {
      await run(id);
      return (await read(id)).state === 'finished';
    }, 'the end', 30_000);
    expect(await timesDone(filter.templateId, 'subscriber.retried')).toEqual(Array.from({ length: 30 }, () => 1));
  });

  it('of pause, resume and cancel asked for at the same moment, each is either done or a conflict, and cancelled is the end', async () => {
    const filter = await usersOf(3);
    const id = await start(filter);
    const answers = await Promise.all(['pause', 'cancel', 'pause', 'cancel', 'resume'].map((word) => owner.post(`/v1/bulk-operations/${id}/${word}`)));
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(answers.filter(({ status }, index) => status === 200 && (index === 1 || index === 3))).toHaveLength(1);
    const ended = await read(id);
    expect(ended).toMatchObject({ state: 'cancelled', done: 0 });
    await run(id);
    expect(await read(id)).toEqual(ended);
    expectProblem(await owner.post(`/v1/bulk-operations/${id}/resume`), 409, 'bulk_operation.state_not_allowed');
    expect(await timesDone(filter.templateId, 'subscriber.package_change_requested')).toEqual([]);
  });

  it('ends when whoever asked for it is an admin no longer', async () => {
    const filter = await usersOf(2);
    const email = `${unique('leaver')}@example.com`;
    const { body: admin } = await owner.post('/v1/admins').send({ email, name: 'Leaver', role: 'owner', password: 'a long enough password' }).expect(201);
    const leaver = h.asVisitor();
    await leaver.post('/v1/session').send({ email, password: 'a long enough password' }).expect(200);
    const id = await start(filter, { action: 'delete' }, leaver);
    await owner.delete(`/v1/admins/${admin.id}`).expect(204);
    await run(id);
    expect(await read(id)).toMatchObject({ state: 'cancelled', stopReason: 'access.forbidden', done: 0 });
  });

  it('a list of more than ten thousand is made by the worker in steps, of those who were there at the start', async () => {
    const { templateId } = await usersOf(1);
    await h.pool.query(
      `insert into subscribers select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'user_id', 'many' || n || '@sp.example'))).* from subscribers s, generate_series(1, 10000) n where s.template_id = $1`,
      [templateId],
    );
    const id = await start({ templateId });
    expect(await read(id)).toMatchObject({ collected: false, total: 0, done: 0 });
    await h.provider.handOver({ template: { ...h.provider.template, id: templateId } }).catch(() => undefined);
    await h.pool.query('insert into subscribers select (jsonb_populate_record(s, jsonb_build_object(\'id\', gen_random_uuid(), \'user_id\', \'late@sp.example\', \'created_at\', now() + interval \'1 minute\'))).* from subscribers s where s.template_id = $1 limit 1', [templateId]);
    await eventually(async () => {
      await run(id);
      return (await read(id)).collected;
    }, 'the whole list', 30_000);
    expect(await read(id)).toMatchObject({ total: 10_001, collected: true });
    await owner.post(`/v1/bulk-operations/${id}/cancel`).expect(200);
  }, 60_000);

  it('holds back while much waits downstream, so that nobody else waits behind it', async () => {
    const filter = await usersOf(180);
    const id = await start(filter, { action: 'retry', mode: 'vouch' });
    const stuckAt = await eventually(async () => {
      const { done: before } = await read(id);
      await run(id);
      h.clock.forward(2_000);
      const { done } = await read(id);
      return done > 0 && done === before && done;
    }, 'it to hold back', 30_000);
    expect(stuckAt).toBeGreaterThanOrEqual(90);
    expect(await read(id)).toMatchObject({ state: 'running' });
    const open = (await h.pool.query(`select 1 from operations o join subscribers s on s.id = o.subscriber_id where s.template_id = $1 and finished_at is null`, [filter.templateId])).rows.length;
    expect(open).toBeLessThanOrEqual(140);
  }, 60_000);
});
