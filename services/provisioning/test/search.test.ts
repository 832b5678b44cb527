import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withTenant } from '../src/db/db.ts';
import { unique } from './factories.ts';
import { type Agent, type Harness, startHarness } from './harness.ts';
import { fillList } from './many-subscribers.ts';

type Item = { id: string; userId: string };

describe('search', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  describe('what a term finds', () => {
    let templateId: string;
    let made: { id: string; userId: string };
    beforeAll(async () => {
      const template = await h.provider.newTemplate();
      templateId = template.id;
      made = await h.provider.handOver({ template, userId: `jose.nunez_42@${unique('sp')}.example` });
      await h.provider.handOver({ template });
      // As the product writes it: by the use case that folds.
      await h.pool.query(`update subscribers set search_folded = $2 || ' jose nunez jose+work@kunde.example ' || lower(right(id::text, 8)) where id = $1`, [made.id, made.userId]);
    });
    const found = async (q: string) => (await owner.get('/v1/subscribers').query({ q, templateId }).expect(200)).body.items.map((item: Item) => item.id);

    it.each(['jose.nunez', 'nunez_42', 'José', 'NÚÑEZ', 'sé núñ', 'kunde', 'unde.ex', 'jose+work@kunde.example', 'j', 'NÚ', 'jo'])('%j finds them, accents and case folded, at the beginning and within', async (q) => {
      expect(await found(q)).toContain(made.id);
    });
    it('the reference finds them', async () => {
      expect(await found(made.id.slice(-8))).toEqual([made.id]);
    });
    it.each(['%', '_', '\\', 'nunezX', 'un', '42', 'nunez%42', '@@@', '...'])('%j finds nobody: it is text, and two letters begin a word', async (q) => {
      expect(await found(q)).not.toContain(made.id);
    });
  });

  describe('among many', () => {
    beforeAll(async () => {
      await fillList(h, h.provider, 9_000);
      await fillList(h, h.stranger, 9_000);
    });

    async function pages(query: object): Promise<string[]> {
      const ids: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const { body } = await owner.get('/v1/subscribers').query({ ...query, ...(cursor && { cursor }) }).expect(200);
        ids.push(...body.items.map((item: Item) => item.id));
        if (!body.nextCursor) return ids;
        cursor = body.nextCursor;
      }
    }
    const truth = async (like: string, more = 'true') =>
      (await h.pool.query<{ id: string }>(`select id from subscribers where provider_id = $1 and search_folded like $2 and ${more}`, [h.provider.id, like])).rows.map(({ id }) => id).sort();

    it.each(['-lastStatusChange', 'name', '-userId', 'email', '-email'])('pages by %s are all matches once, for rare, common and frequent terms', async (sort) => {
      for (const [q, limit] of [['quokka', 2], ['björn', 400], ['user1', 500], ['user12', 100]] as const) {
        const ids = await pages({ q, sort, limit });
        expect(new Set(ids).size).toBe(ids.length);
        expect([...ids].sort()).toEqual(await truth(`%${q.replace('ö', 'o')}%`));
      }
    });

    it('joins with the other filters, and the counts say the same', async () => {
      for (const q of ['quokka', 'user', 'bjorn', 'user8']) {
        const { body } = await owner.get('/v1/subscribers/counts').query({ q, package: 'basic' }).expect(200);
        expect(body.byStatus.error).toBe((await truth(`%${q}%`, `package = 'basic' and status = 'error'`)).length);
        expect((await pages({ q, status: 'error', package: 'basic', limit: 300, sort: 'name' })).sort()).toEqual(await truth(`%${q}%`, `package = 'basic' and status = 'error'`));
      }
    });
  });

  describe('the database function behind it', () => {
    const ask = (tenant: { providerId: string } | 'none' | 'system', needle = 'quokkawitz') =>
      withTenant(h.pool, tenant, async (_db, client) => (await client.query<{ provider_id: string }>('select provider_id from search_subscribers($1)', [needle])).rows.map((row) => row.provider_id));

    it('finds the provider\'s own rows only', async () => {
      expect(new Set(await ask({ providerId: h.provider.id }))).toEqual(new Set([h.provider.id]));
      expect(new Set(await ask({ providerId: h.stranger.id }))).toEqual(new Set([h.stranger.id]));
      expect(await ask({ providerId: crypto.randomUUID() })).toEqual([]);
    });
    it('finds nothing without a provider, and is not for everybody', async () => {
      expect(await ask('none')).toEqual([]);
      const rights = await h.pool.query<{ anybody: boolean; app: boolean }>(
        `select has_function_privilege('public', 'search_subscribers(text)', 'execute') as anybody, has_function_privilege('vestibule_app', 'search_subscribers(text)', 'execute') as app`,
      );
      expect(rights.rows[0]).toEqual({ anybody: false, app: true });
    });
    it('works as a role that can do nothing else with the rows', async () => {
      const { rows } = await h.pool.query<{ owner: string; settings: string[] }>(`select proowner::regrole::text as owner, proconfig as settings from pg_proc where proname = 'search_subscribers'`);
      expect(rows).toEqual([{ owner: 'vestibule_system', settings: [expect.stringMatching(/^search_path=pg_catalog/)] }]);
    });
    it.each(['\' or true --', '%', '', '  '])('takes %j as text', async (needle) => {
      expect(await ask({ providerId: h.provider.id }, needle)).toEqual([]);
    });
  });
});
