import { isIPv4 } from 'node:net';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Pool } from '../db/db.ts';
import { problem, type ProblemCode } from '../problems.ts';
import type { Vault } from '../vault.ts';

/** At most `points` in `seconds`, counted from the first; beyond it the caller is refused with `refusal`. */
export type Limit = { points: number; seconds: number; refusal?: ProblemCode };

/** Counters shared by every process. They count outside the caller's transaction: a refused attempt stays counted. */
export type Limiter = {
  /**
   * Counts one attempt.
   * @param bucket what is being attempted; each has counters of its own, so that one action never blocks another.
   * @param key who attempts it: an address, a user id, a network. Stored only as a keyed hash.
   * @returns how many attempts are left, and when they begin anew.
   * @throws limit.refusal (default access.too_many_attempts) with retryAfterSeconds.
   */
  consume(bucket: string, key: string, limit: Limit): Promise<{ left: number; resetSeconds: number }>;
  /** Forgets the attempts, after a success that proves they were honest. */
  forget(bucket: string, key: string): Promise<void>;
  /** Refuses everybody with this key for a while, e.g. because somebody else told us to stop asking. */
  block(bucket: string, key: string, seconds: number): Promise<void>;
  /** Seconds until a block ends; 0 when there is none. */
  blockedFor(bucket: string, key: string): Promise<number>;
};

export function createLimiter(pool: Pool, vault: Vault): Limiter {
  const counters = new Map<string, RateLimiterPostgres>();
  const counter = (bucket: string, { points, seconds }: Pick<Limit, 'points' | 'seconds'>) => {
    const name = `${bucket}:${points}/${seconds}`;
    const made = counters.get(name) ?? new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      keyPrefix: bucket,
      points,
      duration: seconds,
    });
    counters.set(name, made);
    return made;
  };
  const hashed = (bucket: string, key: string) => vault.hash('user', `${bucket}\0${key}`).toString('base64url');

  return {
    async consume(bucket, key, limit) {
      try {
        const { remainingPoints, msBeforeNext } = await counter(bucket, limit).consume(hashed(bucket, key));
        return { left: remainingPoints, resetSeconds: secondsOf(msBeforeNext) };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw problem(limit.refusal ?? 'access.too_many_attempts', { retryAfterSeconds: secondsOf(refusal.msBeforeNext) });
      }
    },
    async forget(bucket, key) {
      await counter(bucket, { points: 1, seconds: 1 }).delete(hashed(bucket, key));
    },
    async block(bucket, key, seconds) {
      await counter(bucket, { points: 1, seconds: 1 }).block(hashed(bucket, key), seconds);
    },
    async blockedFor(bucket, key) {
      const state = await counter(bucket, { points: 1, seconds: 1 }).get(hashed(bucket, key));
      return state && state.consumedPoints > 1 ? Math.ceil(state.msBeforeNext / 1000) : 0;
    },
  };
}

/** Whole ones: at least one, since "at once" would be asked at once. */
const secondsOf = (ms: number) => Math.max(1, Math.ceil(ms / 1000));

/**
 * The network an address belongs to: what one household or office shares (/24, or /56 in IPv6).
 * @param address as Fastify's `request.ip` gives it.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after].map((group) => group.padStart(4, '0'));
  return `${groups.slice(0, 3).join(':')}:${(groups[3] ?? '').slice(0, 2)}00::/56`;
}
