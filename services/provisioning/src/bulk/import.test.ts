import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { dumpOf } from '../../test/foreign-world.ts';
import { unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem, rowOf, untilStatus } from '../../test/journeys.ts';
import { readRows } from './read-rows.ts';

describe('reading a file', () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replace(/[\r\n\0]/g, ' ').trim()).filter((text) => !text.startsWith('\'') && !text.startsWith('\uFEFF'));

  it('gives back every cell of any well-formed CSV, with either mark, quotes, byte order mark and columns in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell).filter(([a, b]) => a !== '' || b !== ''), { minLength: 1, maxLength: 20 }), fc.constantFrom(',', ';'), fc.boolean(), fc.boolean(), fc.boolean(), fc.constantFrom('\n', '\r\n'), (rows, delimiter, bom, turned, quoted, record_delimiter) => {
        const header = turned ? ['extra', 'Email', 'userID'] : ['userId', 'email', 'extra'];
        const cells = rows.map(([userId, email]) => (turned ? ['x', email, userId] : [userId, email, 'x']));
        const text = stringify([header, ...cells], { delimiter, bom, quoted, record_delimiter });
        expect(readRows(text).map(({ userId, email }) => [userId, email])).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });

  it('never fails in another way than with a problem of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        try {
          readRows(`userId,email\n${text}`);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^import\./) });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('counts lines as an editor does and takes the apostrophe of a spreadsheet away', () => {
    expect(readRows('userId;email\n\n"a@x";one@example.com\n\'+15551;two@example.com\n')).toEqual([
      { line: 3, userId: 'a@x', email: 'one@example.com' },
      { line: 4, userId: '+15551', email: 'two@example.com' },
    ]);
  });
});

describe('importing corrected addresses', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const send = (text: string, agent: Agent = owner, fileName = 'people.csv') => agent.post(`/v1/subscribers/imports?fileName=${fileName}`).type('text/csv').send(text);
  const start = (id: string, mode: 'verify' | 'vouch') => owner.post(`/v1/bulk-operations/${id}/start`).send({ mode });
  const untilFinished = (id: string) => eventually(async () => {
    const { body } = await owner.get(`/v1/bulk-operations/${id}`).expect(200);
    return body.state === 'finished' && body;
  }, 'the end');

  it('says for each row what would come of it, touches nobody, and starts with partial success', async () => {
    const [first, second, third] = [await h.provider.handOver(), await h.provider.handOver(), await h.provider.handOver()];
    const email = `${unique('new')}@example.com`;
    const taken = `${unique('taken')}@example.com`;
    await h.pool.query(`update subscribers set email = $2, email_confirmed_at = now(), status = 'provisioned' where id = $1`, [third.id, taken]);
    const text = ['email;userId;note', `${email.toUpperCase()};${first.userId};ok`, `nonsense;${second.userId};`, `${email};${second.userId};`, `;${second.userId};`, `x@example.com;nobody@sp.example;`, `y@example.com;${first.userId};`, `${taken};${second.userId};`, `z@example.com;;`, `${taken};${third.userId};`].join('\r\n');
    const subscribers = async () => (await dumpOf(h, h.provider.id))['subscribers'];
    const before = await subscribers();
    const { body, headers } = await send(text).expect(201);
    expect(headers['location']).toBe(`/v1/bulk-operations/${body.operation.id}`);
    expect(body).toMatchObject({ ready: 1, alreadyDone: 1, alreadyMailed: 0, wrong: 7, sameFile: null, readyRows: [{ line: 2, userId: first.userId, email }] });
    expect(body.wrongRows.map((row: { line: number; code: string; field: string }) => [row.line, row.field, row.code])).toEqual([
      [3, 'email', 'email_invalid'], [4, 'email', 'email_repeated'], [5, 'email', 'email_missing'], [6, 'userId', 'user_unknown'], [7, 'userId', 'user_repeated'], [8, 'email', 'email_in_use'], [9, 'userId', 'user_id_missing'],
    ]);
    expect(body.wrongRows.map((row: { action: string }) => row.action)).toEqual(body.wrongRows.map((row: { code: string }) => (row.code === 'email_in_use' ? 'other_email' : 'correct_input')));
    expect(await subscribers()).toEqual(before);
    expect((await owner.get('/v1/bulk-operations').expect(200)).body.items).toEqual([]);
    const failures = await owner.get(`/v1/bulk-operations/${body.operation.id}/failures.csv`).expect(200);
    expect(failures.text).toContain('email_invalid,This is not a usable e-mail address.,3,Correct it.\r\n');
    await start(body.operation.id, 'vouch').expect(202);
    expect(await untilFinished(body.operation.id)).toMatchObject({ total: 9, succeeded: 1, skipped: 1, failed: 7, fileName: 'people.csv', source: 'import', mode: 'vouch' });
    await untilStatus(h, first.id, 'provisioned');
    expect(await rowOf(h, first.id)).toMatchObject({ email });
    expectProblem(await start(body.operation.id, 'vouch'), 409, 'bulk_operation.state_not_allowed');
  });

  it.each(['verify', 'vouch'] as const)('the same file twice changes nothing (%s)', async (mode) => {
    const users = [await h.provider.handOver(), await h.provider.handOver()];
    const text = `userId,email\n${users.map(({ userId }) => `${userId},${unique('same')}@example.com`).join('\n')}\n`;
    const first = await send(text).expect(201);
    await start(first.body.operation.id, mode).expect(202);
    await untilFinished(first.body.operation.id);
    for (const { id } of users) await untilStatus(h, id, mode === 'vouch' ? 'provisioned' : 'pending_email_validation');
    await eventually(async () => (await h.pool.query(`select 1 from messages where state = 'queued'`)).rows.length === 0, 'the mails to leave');
    const look = async () => {
      const { subscribers, operations, messages, email_proofs } = await dumpOf(h, h.provider.id);
      return { subscribers, operations, messages, email_proofs };
    };
    const before = await look();
    const second = await send(text).expect(201);
    expect(second.body).toMatchObject({ ready: 0, wrong: 0, sameFile: { id: first.body.operation.id } });
    expect(second.body[mode === 'vouch' ? 'alreadyDone' : 'alreadyMailed']).toBe(2);
    await start(second.body.operation.id, mode).expect(202);
    expect(await untilFinished(second.body.operation.id)).toMatchObject({ succeeded: 0, skipped: 2, skippedBy: [{ code: 'already_done', count: 2 }] });
    expect(await look()).toEqual(before);
  });

  it('asks for the number before 100 users are retried, of those whom the mode would touch', async () => {
    const users = [];
    for (let made = 0; made < 101; made++) users.push(await h.provider.handOver());
    const text = ['userId,email', ...users.map(({ id, userId }) => `${userId},${id}@example.com`)].join('\n');
    await h.pool.query(`update subscribers set email = id || '@example.com', status = 'pending_email_validation' where id = $1`, [users[0]?.id]);
    const { body } = await send(text).expect(201);
    expect(body).toMatchObject({ ready: 100, alreadyMailed: 1, confirmFrom: 100 });
    const begin = (more: object) => owner.post(`/v1/bulk-operations/${body.operation.id}/start`).send(more);
    expectProblem(await begin({ mode: 'verify' }), 409, 'bulk_operation.confirmation_needed');
    expectProblem(await begin({ mode: 'vouch', confirm: 100 }), 409, 'bulk_operation.count_changed');
    expect((await owner.get(`/v1/bulk-operations/${body.operation.id}`).expect(200)).body).toMatchObject({ state: 'draft', succeeded: 0 });
    await begin({ mode: 'vouch', confirm: 101 }).expect(202);
    await owner.post(`/v1/bulk-operations/${body.operation.id}/cancel`);
  });

  it('refuses what is no such file, and says what to do', async () => {
    expectProblem(await send('name,mail\na,b'), 400, 'import.columns_missing');
    expectProblem(await send('userId,email\n'), 400, 'import.no_rows');
    expectProblem(await send(''), 400, 'import.no_rows');
    expectProblem(await send('userId,email\n"a,b\nc,d'), 400, 'import.unreadable');
    expectProblem(await send(`userId,email\n${'a,b\n'.repeat(50_001)}`), 400, 'import.too_many_rows');
    expectProblem(await owner.post('/v1/subscribers/imports').send({ rows: [] }), 400, 'import.unreadable');
    expectProblem(await owner.post('/v1/subscribers/imports').type('text/plain').send('userId,email'), 415, 'request.unsupported_media_type');
    const { body } = await send('userId,email\nnobody,x').expect(201);
    expectProblem(await start(body.operation.id, 'verify'), 409, 'bulk_operation.nobody');
    expectProblem(await start(crypto.randomUUID(), 'verify'), 404, 'bulk_operation.not_found');
  });

  it('users of other templates are unknown to an operator', async () => {
    const own = await h.provider.newTemplate();
    const foreign = await h.provider.handOver();
    const { body } = await send(`userId,email\n${foreign.userId},x@example.com`, await h.provider.asOperator([own.id])).expect(201);
    expect(body.wrongRows).toEqual([expect.objectContaining({ code: 'user_unknown' })]);
  });
});
