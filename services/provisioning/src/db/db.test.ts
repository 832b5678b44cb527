import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import { createTestDatabase } from '../../test/database.ts';
import { createPool, type Db, type Pool, withTenant } from './db.ts';

describe('a transaction', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.url, { max: 1 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it.each([['done', false], ['undone', true]])('refuses queries once it is %s: its connection works for another tenant by then', async (_how, fails) => {
    let kept: Db | undefined;
    await withTenant(pool, 'none', async (db) => {
      kept = db;
      if (fails) throw new Error('changed my mind');
    }).catch(() => undefined);
    await withTenant(pool, 'system', async () => {
      await expect(kept?.execute(sql`select 1`)).rejects.toThrow();
    });
    expect((await withTenant(pool, 'none', (db) => db.execute(sql`select 1 as one`))).rows).toEqual([{ one: 1 }]);
  });
});
