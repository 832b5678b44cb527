import { calculateJwkThumbprint, exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import type { Log, Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { deleteKeys, holdKeys, insertKey, listKeys, type SigningKeyRow } from './store.ts';

export const ALGORITHM = 'ES256';

const DAY_MS = 86_400_000;
const SIGNS_FOR_MS = 30 * DAY_MS;
/** Whoever has fetched the keys fetches them again within this time, before the new one signs. */
const PUBLISHED_AHEAD_MS = 3_600_000;
/** Longer than any token lives. */
const KEPT_AFTER_MS = 3_600_000;
const EVERY_MS = 15 * 60_000;

type Parts = Pick<Services, 'pool' | 'clock' | 'vault'>;

/**
 * Sees to it that there is a key to sign with, that a new one follows after 30 days, published an hour before it signs, and that an
 * old one goes an hour after its last token.
 * @param options.atOnce a new key signs from now on, whatever the age of the present one, which still proves the tokens it signed.
 * @param options.forgetOthers and nothing proves those any more: for a key that somebody else may have.
 */
export async function rotateKeys(parts: Parts, { atOnce = false, forgetOthers = false } = {}): Promise<void> {
  const { pool, clock } = parts;
  await withTenant(pool, 'none', async (db) => {
    await holdKeys(db);
    const now = clock.now().getTime();
    const keys = await listKeys(db);
    const newest = keys.at(-1);
    if (!newest || atOnce || forgetOthers) await insertKey(db, await newKey(parts, new Date(now)));
    else if (newest.activeFrom.getTime() + SIGNS_FOR_MS <= now + PUBLISHED_AHEAD_MS) await insertKey(db, await newKey(parts, new Date(now + PUBLISHED_AHEAD_MS)));
    const isOver = (_key: SigningKeyRow, index: number) => {
      if (forgetOthers) return true;
      const next = keys[index + 1];
      return next !== undefined && next.activeFrom.getTime() + KEPT_AFTER_MS <= now;
    };
    await deleteKeys(db, keys.filter(isOver).map(({ id }) => id));
  });
}

async function newKey({ vault }: Parts, activeFrom: Date): Promise<SigningKeyRow> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const { kty = '', crv = '', x = '', y = '' } = await exportJWK(publicKey);
  const id = await calculateJwkThumbprint({ kty, crv, x, y });
  return { id, publicKey: { kty, crv, x, y, kid: id, alg: ALGORITHM, use: 'sig' }, privateKeySealed: vault.seal(await exportPKCS8(privateKey), id), activeFrom };
}

/** Looks every quarter of an hour until stopped. */
export function keepRotatingKeys(services: Services, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    rotateKeys(services).catch((error: unknown) => log.warn({ err: error }, 'signing keys could not be looked after; tried again later'));
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
