import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '../../test/database.ts';
import { createPool, type Pool } from '../db/db.ts';
import { createVault } from '../vault.ts';
import { createLimiter, type Limiter, networkOf } from './rate-limit.ts';

describe('the network an address belongs to', () => {
  it.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:12:34ff::1', '2001:0db8:0012:3400::/56'],
    ['2001:db8:12:3401:aaaa:bbbb:cccc:dddd', '2001:0db8:0012:3400::/56'],
    ['2001:DB8::1', '2001:0db8:0000:0000::/56'],
    ['fe80::1%eth0', 'fe80:0000:0000:0000::/56'],
    ['::1', '0000:0000:0000:0000::/56'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('the shared counters', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: Pool;
  let processes: Limiter[];
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.url, { max: 8 });
    const vault = createVault(Buffer.alloc(32, 3));
    processes = [createLimiter(pool, vault), createLimiter(pool, vault), createLimiter(pool, vault)];
  }, 60_000);
  afterAll(async () => {
    await pool?.end();
    await database?.drop();
  });

  const attempts = (count: number, bucket: string, key: string, points: number) =>
    Promise.allSettled(Array.from({ length: count }, (_, index) => processes[index % processes.length]?.consume(bucket, key, { points, seconds: 60 })));

  it('let exactly as many through as allowed, however many processes are asked at once', async () => {
    const outcomes = await attempts(30, 'codes', 'ada@example.com', 5);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    const refused = outcomes.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'access.too_many_attempts', kind: 'too_many' } });
    expect(refused).toHaveProperty('reason.facts.retryAfterSeconds', expect.any(Number));
  });

  it('count each action and each key for itself', async () => {
    await attempts(3, 'mails', 'grace@example.com', 1);
    const [limiter] = processes;
    await expect(limiter?.consume('mails', 'rita@example.com', { points: 1, seconds: 60 })).resolves.toMatchObject({ left: 0 });
    await expect(limiter?.consume('sign-ins', 'grace@example.com', { points: 1, seconds: 60 })).resolves.toMatchObject({ left: 0 });
  });

  it('refuse with the code of the action', async () => {
    const [limiter] = processes;
    const limit = { points: 1, seconds: 30, refusal: 'activation.too_many_mails' } as const;
    await limiter?.consume('mails', 'zoe@example.com', limit);
    await expect(limiter?.consume('mails', 'zoe@example.com', limit)).rejects.toMatchObject({ code: 'activation.too_many_mails', facts: { retryAfterSeconds: 30 } });
  });

  it('start again after a success, and when the time is over', async () => {
    const [limiter] = processes;
    await limiter?.consume('sign-ins', 'ida@example.com', { points: 1, seconds: 60 });
    await limiter?.forget('sign-ins', 'ida@example.com');
    await expect(limiter?.consume('sign-ins', 'ida@example.com', { points: 1, seconds: 1 })).resolves.toMatchObject({ left: 0 });
    await expect(limiter?.consume('sign-ins', 'ida@example.com', { points: 1, seconds: 1 })).rejects.toMatchObject({ kind: 'too_many' });
    await new Promise((done) => setTimeout(done, 1100));
    await expect(limiter?.consume('sign-ins', 'ida@example.com', { points: 1, seconds: 1 })).resolves.toMatchObject({ left: 0 });
  });

  it('tell nobody whom they count', async () => {
    const { rows } = await pool.query<{ key: string }>('select key from rate_limits');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('@');
  });
});
