import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { forgetBulkOperations } from './forget-bulk-operations.ts';
import { runBulkOperation } from './run-bulk-operation.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('what is kept of bulk operations', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const start = async () => {
    const { id } = await h.provider.handOver();
    return (await owner.post('/v1/bulk-operations').send({ action: 'change_package', package: 'premium', target: { ids: [id] } }).expect(202)).body.id as string;
  };
  const draft = async () => (await owner.post('/v1/subscribers/imports').type('text/csv').send('userId,email\nnobody@sp.example,x@example.com').expect(201)).body.operation.id as string;
  /** How many users, or rows of a file, are kept of it; null when the operation itself is gone. */
  const kept = async (id: string) => {
    const { rows: operations } = await h.pool.query('select 1 from bulk_operations where id = $1', [id]);
    const { rows: items } = await h.pool.query('select 1 from bulk_items where bulk_operation_id = $1', [id]);
    return operations.length === 0 && items.length === 0 ? null : items.length;
  };
  const later = async (ms: number) => {
    h.clock.forward(ms);
    await forgetBulkOperations(h.services);
  };

  it('drops an ended operation with its users after ninety days, not before, and one that goes on never; the events stay', async () => {
    const [finished, cancelled, paused] = [await start(), await start(), await start()];
    await runBulkOperation(h.system(h.provider.id), finished);
    await owner.post(`/v1/bulk-operations/${cancelled}/cancel`).expect(200);
    await owner.post(`/v1/bulk-operations/${paused}/pause`).expect(200);
    const { body } = await owner.get(`/v1/bulk-operations/${finished}`).expect(200);
    expect(body.state).toBe('finished');
    expect(Date.parse(body.keptUntil) - Date.parse(body.finishedAt)).toBe(90 * DAY_MS);
    expect((await owner.get(`/v1/bulk-operations/${paused}`).expect(200)).body.keptUntil).toBeNull();

    await later(90 * DAY_MS - HOUR_MS);
    expect([await kept(finished), await kept(cancelled), await kept(paused)]).toEqual([1, 1, 1]);
    await later(2 * HOUR_MS);
    expect([await kept(finished), await kept(cancelled), await kept(paused)]).toEqual([null, null, 1]);
    owner = await h.asOwner();
    expectProblem(await owner.get(`/v1/bulk-operations/${finished}`), 404, 'bulk_operation.not_found');
    const { rows } = await h.pool.query(`select type from events where data->>'bulkOperationId' = $1 order by id`, [finished]);
    expect(rows.map(({ type }) => type)).toEqual(['bulk_operation.started', 'bulk_operation.finished']);
  });

  it('drops the rows of a file nobody has started an import with after a day, not before', async () => {
    const id = await draft();
    await later(23 * HOUR_MS);
    expect(await kept(id)).toBe(1);
    await later(2 * HOUR_MS);
    expect(await kept(id)).toBeNull();
  });
});
