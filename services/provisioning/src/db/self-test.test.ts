import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '../../test/database.ts';
import { createPool, type Pool, withTenant } from './db.ts';
import { IsolationBroken, proveIsolation } from './self-test.ts';

describe('the isolation self-test', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.url);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('passes on a freshly migrated database and leaves no row behind', async () => {
    await proveIsolation(pool);
    expect((await pool.query('select * from providers')).rows).toEqual([]);
  });

  it('refuses a database in which a table is open to its owner', async () => {
    await pool.query('alter table clusters no force row level security');
    await expect(proveIsolation(pool)).rejects.toThrow(IsolationBroken);
    await pool.query('alter table clusters force row level security');
  });

  it('refuses a database whose policy lets everything through', async () => {
    await pool.query('create policy leak on providers for select to vestibule_app using (true)');
    await expect(proveIsolation(pool)).rejects.toThrow('another provider');
    await pool.query('drop policy leak on providers');
  });

  it('gives a transaction without a provider no rows and no way to write', async () => {
    const id = '0190a0a0-0000-7000-8000-000000000001';
    await pool.query(`insert into providers values ($1, 'One', now())`, [id]);
    const rows = await withTenant(pool, 'none', (_db, client) => client.query('select * from providers'));
    expect(rows.rows).toEqual([]);
    await expect(withTenant(pool, 'none', (_db, client) => client.query(`insert into providers values (gen_random_uuid(), 'Two', now())`))).rejects.toThrow('row-level security');
  });
});
