import { describe, expect, it } from '@jest/globals';
import { hashPassword, verifyPassword } from './password.ts';

const timeOf = async (work: () => Promise<unknown>) => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

describe('a password', () => {
  it('is kept as argon2id with 19 MiB, two passes and one lane', async () => {
    expect(await hashPassword('correct horse battery')).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/);
  });

  it('opens with the same characters however they were composed, and with no others', async () => {
    const hash = await hashPassword('caf\u00e9 au lait noir');
    expect(await verifyPassword(hash, 'cafe\u0301 au lait noir')).toBe(true);
    expect(await verifyPassword(hash, 'cafe au lait noir')).toBe(false);
  });

  it('never opens where there is no account, and takes as long to say so', async () => {
    const hash = await hashPassword('correct horse battery');
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 5; round++) {
      known.push(await timeOf(() => verifyPassword(hash, 'wrong horse battery')));
      unknown.push(await timeOf(() => verifyPassword(null, 'wrong horse battery')));
    }
    expect(await verifyPassword(null, 'wrong horse battery')).toBe(false);
    // Without the dummy the second would be instant; a machine under load makes the first vary by tens of percent.
    expect(median(unknown)).toBeGreaterThan(median(known) / 3);
  });
});
