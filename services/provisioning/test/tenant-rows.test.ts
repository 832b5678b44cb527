import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { withTenant } from '../src/db/db.ts';
import { foldTallies } from '../src/tallies/fold-tallies.ts';
import { createTestDatabase } from './database.ts';
import { fillProvider } from './foreign-world.ts';
import { type Harness, startHarness } from './harness.ts';

/** Found in the catalogue, so that a table made tomorrow is tested tomorrow. */
async function tenantTables(): Promise<string[]> {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'provider_id'
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname <> 'access_keys'
    union select 'providers' order by 1`);
  await client.end();
  await database.drop();
  return rows.map(({ name }) => name);
}
const tables = await tenantTables();

describe('rows of a tenant', () => {
  let h: Harness;
  let numbering: pg.PoolClient;
  beforeAll(async () => {
    h = await startHarness();
    await fillProvider(h, h.provider);
    await fillProvider(h, h.stranger);
    // Events wait for their number only a moment: whoever would number them is kept from it here.
    numbering = await h.pool.connect();
    await numbering.query('begin; select 1 from event_heads for update');
    // What was counted so far is folded; one more user each leaves something to fold.
    await foldTallies(h.services);
    await Promise.all([h.provider.handOver(), h.stranger.handOver()]);
  });
  afterAll(async () => {
    await numbering.query('rollback');
    numbering.release();
    await h.close();
  });

  const column = (table: string) => (table === 'providers' ? 'id' : 'provider_id');
  const readAs = (role: 'vestibule_app' | 'vestibule_system', setting: string | null, sql: string) =>
    h.pool.connect().then(async (client) => {
      try {
        await client.query('begin');
        await client.query(`set local role ${role}`);
        if (setting !== null) await client.query(`select set_config('app.provider_id', $1, true)`, [setting]);
        return (await client.query(sql)).rows;
      } finally {
        await client.query('rollback');
        client.release();
      }
    });

  it('exist in every table, for both providers, so that the tests below can fail', async () => {
    for (const table of tables) {
      const { rows } = await h.pool.query(`select distinct ${column(table)} as id from ${table}`);
      expect([table, rows.length]).toEqual([table, 2]);
    }
    expect(tables.length).toBeGreaterThan(12);
  });

  it.each(tables)('%s: none without the tenant setting, none with an empty one', async (table) => {
    expect(await readAs('vestibule_app', null, `select 1 from ${table}`)).toEqual([]);
    expect(await readAs('vestibule_app', '', `select 1 from ${table}`)).toEqual([]);
    expect(await withTenant(h.pool, 'none', async (_db, client) => (await client.query(`select 1 from ${table}`)).rows)).toEqual([]);
  });

  it.each(tables)('%s: only the own ones with it, and none of another can be changed, taken or made', async (table) => {
    const id = column(table);
    const seen = await readAs('vestibule_app', h.stranger.id, `select distinct ${id} as id from ${table}`);
    expect(seen).toEqual([{ id: h.stranger.id }]);
    const { rows: foreign } = await h.pool.query(`select count(*)::int as count from ${table} where ${id} = $1`, [h.provider.id]);
    const tryTo = (sql: string) => readAs('vestibule_app', h.stranger.id, sql).catch((error: unknown) => (error instanceof pg.DatabaseError ? `refused ${error.code}` : error));
    expect(await tryTo(`select 1 from ${table} where ${id} = '${h.provider.id}' for update`)).toEqual(['events', 'event_links'].includes(table) ? 'refused 42501' : []);
    expect([[], 'refused 42501']).toContainEqual(await tryTo(`update ${table} set ${id} = ${id} where ${id} = '${h.provider.id}' returning 1`));
    expect([[], 'refused 42501']).toContainEqual(await tryTo(`delete from ${table} where ${id} = '${h.provider.id}' returning 1`));
    const { rows: written } = await h.pool.query<{ names: string }>(`select string_agg(quote_ident(attname), ', ') as names from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`, [table]);
    const names = written[0]?.names ?? '';
    expect(await tryTo(`insert into ${table} (${names}) select ${names} from (select (jsonb_populate_record(t, jsonb_build_object('${id}', '${h.provider.id}'))).* from ${table} t limit 1) as foreign_row`)).toBe('refused 42501');
    expect((await h.pool.query(`select count(*)::int as count from ${table} where ${id} = $1`, [h.provider.id])).rows).toEqual(foreign);
  });

  it('are not written by the role that sweeps across tenants', async () => {
    for (const table of tables) {
      const answer = await readAs('vestibule_system', null, `delete from ${table} returning 1`).catch((error: unknown) => error);
      expect([table, answer instanceof pg.DatabaseError && answer.code]).toEqual([table, '42501']);
    }
  });
});
