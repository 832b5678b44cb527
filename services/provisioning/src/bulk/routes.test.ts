import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dumpOf } from '../../test/foreign-world.ts';
import { unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness, startHarness } from '../../test/harness.ts';
import { eventsOf, expectProblem, rowOf, statusOf, untilStatus } from '../../test/journeys.ts';
import { parseCsv } from '../../test/parse-csv.ts';

describe('bulk operations', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const handOver = async (count: number, options = {}) => {
    const users = [];
    for (let made = 0; made < count; made++) users.push(await h.provider.handOver(options));
    return users;
  };
  const idsOf = (users: { id: string }[]) => users.map(({ id }) => id);
  const post = (body: object, agent: Agent = owner) => agent.post('/v1/bulk-operations').send(body);
  const started = async (body: object, agent: Agent = owner) => (await post(body, agent).expect(202)).body as { id: string };
  const read = async (id: string) => (await owner.get(`/v1/bulk-operations/${id}`).expect(200)).body;
  const untilState = (id: string, state: string) => eventually(async () => ((await read(id)).state === state ? read(id) : null), `state ${state}`, 20_000);
  const giveEmail = (id: string, email: string, status = 'error') => h.pool.query('update subscribers set email = $2, status = $3 where id = $1', [id, email, status]);

  it('a dry run tells how many would be done and who is passed over for which reason, and changes nothing', async () => {
    const [withEmail, without, running, done] = await handOver(4);
    if (!withEmail || !without || !running || !done) throw new Error('too few');
    await giveEmail(withEmail.id, `${unique('dry')}@example.com`);
    await giveEmail(running.id, `${unique('dry')}@example.com`, 'updating');
    await giveEmail(done.id, `${unique('dry')}@example.com`, 'provisioned');
    const absent = crypto.randomUUID();
    // The answer is kept to be repeated; nothing else is written.
    const state = async () => ({ ...(await dumpOf(h, h.provider.id)), idempotency_keys: [] });
    const before = await state();
    const { body } = await post({ action: 'retry', mode: 'verify', dryRun: true, target: { ids: [...idsOf([withEmail, without, running, done]), absent] } }).expect(200);
    expect(body).toMatchObject({ action: 'retry', total: 5, ready: 1, samples: [withEmail.userId], capped: false, confirmationNeeded: false });
    expect(Object.fromEntries(body.skipped.map((one: { code: string; count: number }) => [one.code, one.count]))).toEqual({ no_email: 1, running: 1, provisioned: 1, not_found: 1 });
    expect(await state()).toEqual(before);
  });

  it('does the same for everybody who matches a filter, with an event for each and one for the whole', async () => {
    const template = await h.provider.newTemplate();
    const users = await handOver(6, { template });
    const { id } = await started({ action: 'change_package', package: 'premium', target: { filter: { templateId: template.id } } });
    const end = await untilState(id, 'finished');
    expect(end).toMatchObject({ total: 6, done: 6, succeeded: 6, skipped: 0, failed: 0, collected: true, source: 'filter', package: 'premium' });
    for (const user of users) {
      expect(await rowOf(h, user.id)).toMatchObject({ package: 'premium' });
      const asked = (await eventsOf(h, user.id)).filter(({ type }) => type === 'subscriber.package_change_requested');
      expect(asked).toHaveLength(1);
      expect(asked[0]?.actor.kind).toBe('admin');
    }
    const { rows } = await h.pool.query(`select type, trace_id from events where data->>'bulkOperationId' = $1 order by id`, [id]);
    expect(rows.map((row) => row.type)).toEqual(['bulk_operation.started', 'bulk_operation.finished']);
    const again = await post({ action: 'change_package', package: 'premium', dryRun: true, target: { filter: { templateId: template.id } } }).expect(200);
    expect(again.body).toMatchObject({ total: 6, ready: 0, skipped: [{ code: 'same_package', count: 6 }] });
  });

  it('retries with each user\'s own address, resends codes, and tells which users were refused by code and what to do next', async () => {
    const taken = `${unique('taken')}@example.com`;
    const [holder, first, second] = await handOver(3);
    if (!holder || !first || !second) throw new Error('too few');
    await giveEmail(holder.id, taken, 'provisioned');
    await h.pool.query('update subscribers set email_confirmed_at = now() where id = $1', [holder.id]);
    const email = `${unique('own')}@example.com`;
    await giveEmail(first.id, email);
    await giveEmail(second.id, taken);
    const { id } = await started({ action: 'retry', mode: 'vouch', target: { ids: idsOf([first, second]) } });
    const end = await untilState(id, 'finished');
    expect(end).toMatchObject({ succeeded: 1, failed: 1, failedBy: [{ code: 'subscriber.email_in_use', action: 'other_email', count: 1 }] });
    await untilStatus(h, first.id, 'provisioned');
    const { body: items } = await owner.get(`/v1/bulk-operations/${id}/items?result=failed`).expect(200);
    expect(items.items).toEqual([expect.objectContaining({ userId: second.userId, email: taken, state: 'failed', code: 'subscriber.email_in_use', action: 'other_email' })]);
    const csv = await owner.get(`/v1/bulk-operations/${id}/failures.csv`).expect(200);
    expect(parseCsv(csv.text, ',')).toEqual([{ userId: second.userId, email: taken, result: 'failed', code: 'subscriber.email_in_use', text: 'Another user has this e-mail address.', line: '', nextStep: 'Use another e-mail address.' }]);
    const [waiting] = await handOver(1);
    await owner.post(`/v1/subscribers/${waiting?.id}/retry-activation`).send({ email: `${unique('w')}@example.com`, mode: 'verify' }).expect(202);
    h.clock.forward(61_000);
    const resent = await started({ action: 'resend', target: { ids: [waiting?.id, holder.id] } });
    expect(await untilState(resent.id, 'finished')).toMatchObject({ succeeded: 1, skipped: 1, skippedBy: [{ code: 'not_waiting_for_code', action: 'read_again', count: 1 }] });
  });

  it('pages the results by cursor and makes cells safe for spreadsheets', async () => {
    const users = await handOver(5);
    await h.pool.query(`update subscribers set email = '=cmd@example.com', status = 'updating' where id = any($1)`, [idsOf(users).slice(0, 1)]);
    const { id } = await started({ action: 'change_package', package: 'standard', target: { ids: idsOf(users) } });
    await untilState(id, 'finished');
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await owner.get(`/v1/bulk-operations/${id}/items?limit=2${cursor && `&cursor=${cursor}`}`).expect(200);
      seen.push(...body.items.map((item: { subscriberId: string }) => item.subscriberId));
      if (!body.nextCursor) break;
      cursor = body.nextCursor;
    }
    expect(seen.sort()).toEqual(idsOf(users).sort());
    const { text } = await owner.get(`/v1/bulk-operations/${id}/failures.csv`).expect(200);
    expect(text).toContain(`,'=cmd@example.com,skipped,running,`);
    expectProblem(await owner.get(`/v1/bulk-operations/${id}/items?result=failed&cursor=nonsense`), 400, 'request.cursor_invalid');
    expectProblem(await owner.get(`/v1/bulk-operations/${id}/items?result=lost`), 400, 'request.invalid');
  });

  it('asks for the number before 100 users are deleted, and refuses one that is no longer right', async () => {
    const template = await h.provider.newTemplate();
    await handOver(100, { template });
    const target = { filter: { templateId: template.id } };
    expect((await post({ action: 'delete', target, dryRun: true }).expect(200)).body).toMatchObject({ ready: 100, confirmationNeeded: true });
    expectProblem(await post({ action: 'delete', target }), 409, 'bulk_operation.confirmation_needed');
    await h.provider.handOver({ template });
    expectProblem(await post({ action: 'delete', target, confirm: 100 }), 409, 'bulk_operation.count_changed');
    expect((await h.pool.query(`select 1 from bulk_operations where filter->>'templateId' = $1`, [template.id])).rows).toEqual([]);
    const { id } = await started({ action: 'delete', target, confirm: 101 });
    expect(await untilState(id, 'finished')).toMatchObject({ succeeded: 101 });
    expect((await owner.get(`/v1/subscribers?templateId=${template.id}`).expect(200)).body.items).toEqual([]);
    const { body } = await owner.get(`/v1/bulk-operations/${id}/items?limit=1`).expect(200);
    expect(body.items[0]).toMatchObject({ state: 'succeeded', email: null });
  });

  it.each([
    { action: 'retry', mode: 'verify' },
    { action: 'resend' },
    { action: 'change_package', package: 'premium' },
    { action: 'move_template' },
  ])('asks for the number before 100 users are touched in any other way, and starts nothing without ($action)', async (work) => {
    const [from, to] = [await h.provider.newTemplate(), await h.provider.newTemplate()];
    await handOver(1, { template: from });
    await h.pool.query(
      `insert into subscribers select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'user_id', 'copy' || n || '.' || s.user_id))).* from subscribers s, generate_series(1, 99) n where s.template_id = $1`,
      [from.id],
    );
    const status = work.action === 'resend' ? 'pending_email_validation' : 'error';
    await h.pool.query(`update subscribers set email = id || '@example.com', status = $2 where template_id = $1`, [from.id, status]);
    const asked = { ...work, ...(work.action === 'move_template' && { templateId: to.id }), target: { filter: { templateId: from.id } } };
    expect((await post({ ...asked, dryRun: true }).expect(200)).body).toMatchObject({ ready: 100, confirmationNeeded: true });
    expectProblem(await post(asked), 409, 'bulk_operation.confirmation_needed');
    expectProblem(await post({ ...asked, confirm: 99 }), 409, 'bulk_operation.count_changed');
    expect((await h.pool.query(`select 1 from bulk_operations where filter->>'templateId' = $1`, [from.id])).rows).toEqual([]);
    const { id } = await started({ ...asked, confirm: 100 });
    await owner.post(`/v1/bulk-operations/${id}/cancel`);
  });

  it('pauses, goes on and cancels by conditional updates: what does not fit the state is a conflict', async () => {
    const template = await h.provider.newTemplate();
    await handOver(3, { template });
    const { id } = await started({ action: 'change_package', package: 'premium', target: { filter: { templateId: template.id } } });
    await untilState(id, 'finished');
    for (const word of ['pause', 'resume', 'cancel']) expectProblem(await owner.post(`/v1/bulk-operations/${id}/${word}`), 409, 'bulk_operation.state_not_allowed');
    expectProblem(await owner.post(`/v1/bulk-operations/${crypto.randomUUID()}/pause`), 404, 'bulk_operation.not_found');
  });

  it('refuses what it cannot understand and what nobody is left for', async () => {
    const { id } = await h.provider.handOver();
    expectProblem(await post({ action: 'retry', target: { ids: [id] } }), 400, 'request.missing_field');
    expectProblem(await post({ action: 'change_package', target: { ids: [id] } }), 400, 'request.missing_field');
    expectProblem(await post({ action: 'move_template', target: { ids: [id] } }), 400, 'request.missing_field');
    expectProblem(await post({ action: 'move_template', templateId: crypto.randomUUID(), target: { ids: [id] } }), 404, 'template.not_found');
    expectProblem(await post({ action: 'delete', target: { ids: [] } }), 400, 'request.invalid');
    expectProblem(await post({ action: 'delete', target: { ids: [id], filter: {} } }), 400, 'request.invalid');
    expectProblem(await post({ action: 'delete', target: { filter: { colour: 'red' } } }), 400, 'request.invalid');
    expectProblem(await post({ action: 'erase', target: { ids: [id] } }), 400, 'request.invalid');
    expectProblem(await post({ action: 'delete', target: { ids: [crypto.randomUUID()] } }), 409, 'bulk_operation.nobody');
    expect(await statusOf(h, id)).toBe('pending_email_input');
  });

  it('an operator acts on, and sees, only what is theirs; a filter is narrowed and a foreign id is nobody', async () => {
    const own = await h.provider.newTemplate();
    const [mine] = await handOver(1, { template: own });
    const [foreign] = await handOver(1);
    const operator = await h.provider.asOperator([own.id]);
    const all = await post({ action: 'delete', dryRun: true, target: { filter: {} } }, operator).expect(200);
    expect(all.body).toMatchObject({ total: 1, ready: 1, samples: [mine?.userId] });
    const { id } = await started({ action: 'delete', target: { ids: [mine?.id, foreign?.id] } }, operator);
    expect(await untilState(id, 'finished')).toMatchObject({ succeeded: 1, skipped: 1, skippedBy: [{ code: 'not_found', count: 1 }] });
    expect(await statusOf(h, foreign?.id ?? '')).toBe('pending_email_input');
    const others = await started({ action: 'change_package', package: 'standard', target: { ids: [foreign?.id] } });
    const { body } = await operator.get('/v1/bulk-operations').expect(200);
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([id]);
    expectProblem(await operator.get(`/v1/bulk-operations/${others.id}`), 404, 'bulk_operation.not_found');
    expectProblem(await operator.post(`/v1/bulk-operations/${others.id}/cancel`), 404, 'bulk_operation.not_found');
    expectProblem(await post({ action: 'move_template', templateId: h.provider.template.id, dryRun: true, target: { filter: {} } }, operator), 404, 'template.not_found');
  });
});
