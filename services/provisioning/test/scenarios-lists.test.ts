import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from './factories.ts';
import { type Agent, type Harness, startHarness } from './harness.ts';
import { expectProblem } from './journeys.ts';
import { parseCsv } from './parse-csv.ts';

type Item = { id: string; userId: string; email: string | null; status: string; lastStatusChange: string };
const sorts = ['-lastStatusChange', 'lastStatusChange', 'userId', '-userId', 'name', '-name', 'email', '-email'];
const nasty = ['=cmd()', '+1 555', '-2+3', '@SUM(A1)', '\tTab', '\rReturn', 'Øystein "Ø" Åse', 'O\'Neill; Jr, Sr', 'line\nbreak', 'שלום 山田', '  =spaced', '', '\\N', '"'];

describe('lists and exports', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const set = (id: string, column: 'email' | 'last_status_change' | 'created_at' | 'status', value: unknown) => h.pool.query(`update subscribers set ${column} = $2 where id = $1`, [id, value]);
  const rename = (id: string, firstName: string, lastName: string) =>
    h.pool.query('update subscribers set first_name = $2, last_name = $3, name_folded = lower($2 || $3) where id = $1', [id, firstName, lastName]);

  describe('33 CSV safety', () => {
    let query: object;
    let ids: string[];
    beforeAll(async () => {
      const template = await h.provider.newTemplate({ name: unique('=HYPERLINK("x")') });
      const group = unique('group');
      ids = [];
      for (const name of nasty) {
        const { id } = await h.provider.handOver({ template, group });
        await rename(id, name, `${name}!`);
        ids.push(id);
      }
      query = { templateId: template.id };
    });
    const read = async (options: object) => owner.get('/v1/subscribers/export').query({ ...query, ...options }).expect(200);
    const nameOf = (rows: Record<string, string>[], index: number) => rows.find((row) => row['subscriberId'] === ids[index])?.['firstName'];

    it.each([',', ';'] as const)('keeps every name as it is in `raw`, with the delimiter %s', async (delimiter) => {
      const answer = await read({ encoding: 'raw', delimiter });
      expect(answer.headers['content-type']).toMatch(/^text\/csv; charset=utf-8/);
      expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="users-.*raw\.csv"$/);
      const rows = parseCsv(answer.text, delimiter);
      expect(rows).toHaveLength(nasty.length);
      expect(nasty.map((_, index) => nameOf(rows, index))).toEqual(nasty);
    });

    it.each([',', ';'] as const)('lets no cell begin like a formula in `spreadsheet`, with the delimiter %s', async (delimiter) => {
      const rows = parseCsv((await read({ delimiter })).text, delimiter);
      for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      expect(nasty.map((_, index) => nameOf(rows, index)?.replace(/^'/, ''))).toEqual(nasty);
      expect(rows[0]).toMatchObject({ templateName: expect.stringMatching(/^'=HYPERLINK\("x"\)/), selfActivated: 'false' });
    });

    it('starts with a byte order mark only when asked', async () => {
      expect((await read({ bom: true })).text.startsWith('\uFEFFbroadworksUserId,')).toBe(true);
      expect((await read({})).text.startsWith('broadworksUserId,')).toBe(true);
    });

    it('holds the columns integrators know, with dates in ISO 8601 and the provisioning id of the template', async () => {
      const [row] = parseCsv((await read({})).text, ',');
      expect(Object.keys(row ?? {})).toEqual(['broadworksUserId', 'spEnterpriseId', 'firstName', 'lastName', 'email', 'primaryPhoneNumber', 'extension', 'package', 'status', 'errorCode', 'errorDescription', 'created', 'lastStatusChange', 'selfActivated', 'templateName', 'provisioningId', 'subscriberId']);
      expect(row?.['created']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      const { body: shown } = await owner.get(`/v1/templates/${(query as { templateId: string }).templateId}`).expect(200);
      expect(row?.['provisioningId']).toBe(shown.provisioningId);
    });

    it.each(['\'; drop table subscribers; --', '%', '_', '\\', '$1', '"'])('treats the search %j as text, in list and export alike', async (q) => {
      const [list, csv] = [await owner.get('/v1/subscribers').query({ ...query, q, limit: 500 }), await owner.get('/v1/subscribers/export').query({ ...query, q })];
      expect([list.status, csv.status]).toEqual([200, 200]);
      expect(parseCsv(csv.text, ',').map((row) => row['subscriberId'])).toEqual(list.body.items.map((item: Item) => item.id));
      expect(list.body.items.length).toBeLessThan(nasty.length);
    });
  });

  describe('37 Paging', () => {
    let templateId: string;
    let insert: () => Promise<unknown>;
    beforeAll(async () => {
      const template = await h.provider.newTemplate();
      const group = unique('group');
      templateId = template.id;
      insert = () => h.provider.handOver({ template, group });
      const same = new Date('2026-03-01T10:00:00.123Z');
      for (let index = 0; index < 14; index++) {
        const { id } = await h.provider.handOver({ template, group });
        await rename(id, index < 6 ? 'Same' : `N${index % 3}`, index < 6 ? 'Name' : 'Émile');
        if (index % 3 !== 0) await set(id, 'email', `${index % 2 ? 'b' : 'a'}${index < 8 ? 'same' : index}@example.com`);
        await set(id, 'last_status_change', index < 5 ? same : new Date(same.getTime() + index - 7));
      }
    });

    async function pages(sort: string, limit: number, between: () => Promise<unknown> = async () => undefined): Promise<Item[]> {
      const items: Item[] = [];
      let cursor: string | undefined;
      do {
        const { body } = await owner.get('/v1/subscribers').query({ templateId, sort, limit, ...(cursor && { cursor }) }).expect(200);
        items.push(...body.items);
        cursor = body.nextCursor ?? undefined;
        await between();
      } while (cursor);
      return items;
    }

    it.each(sorts)('sorted by %s, pages of three are the whole list, absent addresses last', async (sort) => {
      const whole = (await owner.get('/v1/subscribers').query({ templateId, sort, limit: 500 }).expect(200)).body;
      expect(whole.nextCursor).toBeNull();
      expect((await pages(sort, 3)).map((item) => item.id)).toEqual(whole.items.map((item: Item) => item.id));
      if (sort.endsWith('email')) expect(whole.items.map((item: Item) => item.email === null)).toEqual([...Array(9).fill(false), ...Array(5).fill(true)]);
      const exported = parseCsv((await owner.get('/v1/subscribers/export').query({ templateId, sort }).expect(200)).text, ',');
      expect(exported.map((row) => row['subscriberId'])).toEqual(whole.items.map((item: Item) => item.id));
    });

    it('loses and repeats no row although others are added between the pages', async () => {
      for (const sort of sorts) {
        const before = (await owner.get('/v1/subscribers').query({ templateId, sort, limit: 500 }).expect(200)).body.items.map((item: Item) => item.id);
        let added = 0;
        const seen = (await pages(sort, 3, async () => added++ < 2 && insert())).map((item) => item.id);
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toEqual(expect.arrayContaining(before));
      }
    });

    it('refuses a cursor of another sort, filter or provider, and an altered one', async () => {
      const { body } = await owner.get('/v1/subscribers').query({ templateId, sort: 'name', limit: 3 }).expect(200);
      const cursor: string = body.nextCursor;
      const stranger = await h.stranger.asOwner();
      for (const answer of [
        await owner.get('/v1/subscribers').query({ templateId, sort: 'email', cursor }),
        await owner.get('/v1/subscribers').query({ templateId, sort: 'name', q: 'x', cursor }),
        await owner.get('/v1/subscribers').query({ templateId, sort: 'name', cursor: `A${cursor}` }),
        await stranger.get('/v1/subscribers').query({ templateId, sort: 'name', cursor }),
      ]) expectProblem(answer, 400, 'request.cursor_invalid');
    });

    it('keeps every filter in the published Link header, and ends without one', async () => {
      const client = await h.asClient(['spark-admin:broadworks_subscribers_read']);
      const spEnterpriseId = `SP1+${unique('paged')}`;
      const group = spEnterpriseId.slice(4);
      const ids = new Set<string>();
      for (let index = 0; index < 7; index++) ids.add((await h.provider.handOver({ group })).userId);
      const seen: string[] = [];
      let path: string | undefined = `/v1/broadworks/subscribers?${new URLSearchParams({ spEnterpriseId, status: 'pending_email_input', max: '3' })}`;
      while (path) {
        const answer: Awaited<ReturnType<typeof client.get>> = await client.get(path).expect(200);
        seen.push(...answer.body.items.map((item: Item) => item.userId));
        const [, next] = /<([^>]+)>; rel="next"/.exec(String(answer.headers['link'] ?? '')) ?? [];
        path = next && next.replace(new URL(next).origin, '');
        if (seen.length === 3) await h.provider.handOver({ group: unique('other') });
      }
      expect(new Set(seen)).toEqual(ids);
      expect(seen).toHaveLength(7);
    });
  });

  it('34 Comma status filter: only those; an unknown value is refused', async () => {
    const template = await h.provider.newTemplate();
    const group = unique('group');
    for (const status of ['error', 'provisioned', 'pending_email_input', 'provisioning']) await set((await h.provider.handOver({ template, group })).id, 'status', status);
    const client = await h.asClient(['subscribers:read']);
    const { body: shown } = await owner.get(`/v1/templates/${template.id}`).expect(200);
    const asked = { status: 'error,pending_email_input' };
    const ours = await client.get('/v1/subscribers').query({ templateId: template.id, ...asked }).expect(200);
    const published = await client.get('/v1/broadworks/subscribers').query({ provisioningId: shown.provisioningId, ...asked }).expect(200);
    for (const { body } of [ours, published]) expect(body.items.map((item: Item) => item.status).sort()).toEqual(['error', 'pending_email_input']);
    expectProblem(await client.get('/v1/subscribers').query({ status: 'error,nonsense' }), 400, 'request.invalid');
    const refused = await client.get('/v1/broadworks/subscribers').query({ status: 'error,nonsense' });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([expect.objectContaining({ fieldName: 'status' })]);
  });

  it('35 Dates: epoch milliseconds and ISO 8601 give the same rows, for `after` and `lastStatusChange`', async () => {
    const client = await h.asClient(['subscribers:read']);
    const spEnterpriseId = `SP1+${unique('dated')}`;
    const users = [];
    for (let index = 0; index < 3; index++) users.push(await h.provider.handOver({ group: spEnterpriseId.slice(4) }));
    const at = 1_579_046_400_245;
    for (const [index, { id }] of users.entries()) for (const column of ['created_at', 'last_status_change'] as const) await set(id, column, new Date(at + (index - 1)));
    for (const field of ['after', 'lastStatusChange'] as const) {
      const [epoch, iso] = await Promise.all([String(at), '2020-01-15T00:00:00.245Z'].map((text) => client.get('/v1/broadworks/subscribers').query({ spEnterpriseId, [field]: text }).expect(200)));
      expect(iso?.body.items).toEqual(epoch?.body.items);
      expect(epoch?.body.items.map((item: Item) => item.userId)).toEqual([users[2]?.userId]);
      expect((await client.get('/v1/broadworks/subscribers').query({ [field]: 'yesterday' })).status).toBe(400);
    }
  });

  it('36 Plus sign: finds the customer whether or not the + was escaped', async () => {
    const client = await h.asClient(['subscribers:read']);
    const user = await h.provider.handOver();
    for (const written of [user.spEnterpriseId.replace('+', '%2B'), user.spEnterpriseId]) {
      const { body } = await client.get(`/v1/broadworks/subscribers?spEnterpriseId=${written}`).expect(200);
      expect(body.items.map((item: Item) => item.userId)).toEqual([user.userId]);
    }
  });
});
