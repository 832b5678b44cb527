import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writePrivateJson } from './data-dir.ts';
import { Refusal } from './refusal.ts';

/** `masterKey`: 32 bytes in base64, from which the service derives every other key. */
type Kept = { masterKey: string; webexAccessToken: string };
export type Secrets = Kept & { scimAccessToken: string };

/**
 * Makes the secrets of this installation once and keeps them where only we can read. A damaged file is refused rather
 * than replaced: without its key, what is encrypted in the database is lost.
 */
export function keepSecrets(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json');
  if (!existsSync(path)) {
    const made = { masterKey: randomBytes(32).toString('base64'), webexAccessToken: randomBytes(32).toString('base64url') };
    writePrivateJson(path, made);
    return withDerived(made);
  }
  const kept = readJson(path);
  if (!isSecrets(kept)) throw new Refusal(`${path} is damaged. Restore it, or remove the whole folder ${dataDir} to begin anew.`);
  return withDerived(kept);
}

/** What the simulated SCIM service accepts follows from the key, so that folders made before there was one need no other file. */
function withDerived(kept: Kept): Secrets {
  return { ...kept, scimAccessToken: createHmac('sha256', kept.masterKey).update('simulated scim token').digest('base64url') };
}

function isSecrets(value: unknown): value is Kept {
  const { masterKey, webexAccessToken } = Object(value) as Partial<Record<keyof Kept, unknown>>;
  return typeof masterKey === 'string' && Buffer.from(masterKey, 'base64').length === 32 && typeof webexAccessToken === 'string';
}
