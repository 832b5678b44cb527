import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Credentials } from '@vestibule/api-client/program';
import { exitCodes, Refusal } from './exit-codes.ts';

/** Which installation, and who asks there. */
export type SignedIn = { url: string; credentials: Credentials };

const pathIn = (env: NodeJS.ProcessEnv): string => join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'vestibule', 'credentials.json');

/** What the environment says, else what `sign-in` kept: that goes nowhere but where it was proven. @throws Refusal signed out */
export function readCredentials(env: NodeJS.ProcessEnv): SignedIn {
  const { VESTIBULE_URL: url, VESTIBULE_API_KEY: token, VESTIBULE_CLIENT_ID: clientId, VESTIBULE_CLIENT_SECRET: clientSecret } = env;
  const kept = readKept(env);
  const given = token ? { token } : clientId && clientSecret ? { clientId, clientSecret } : null;
  const at = url || kept?.url;
  if (!given && kept && at && URL.parse(at)?.origin !== URL.parse(kept.url)?.origin) throw new Refusal(`Nobody is signed in at ${at}, which VESTIBULE_URL names; the credentials that are kept are for ${kept.url}.`, exitCodes.signedOut);
  const credentials = given ?? kept?.credentials;
  if (!credentials || !at) throw new Refusal('Nobody is signed in. Run `vestibule sign-in`, or set VESTIBULE_URL, VESTIBULE_CLIENT_ID and VESTIBULE_CLIENT_SECRET.', exitCodes.signedOut);
  return { url: at, credentials };
}

/** Readable for this account only, from the first byte on. @returns where it is */
export function keepCredentials(env: NodeJS.ProcessEnv, signedIn: SignedIn): string {
  const path = pathIn(env);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify(signedIn, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return path;
}

/** @returns was there something to forget? */
export function forgetCredentials(env: NodeJS.ProcessEnv): boolean {
  const known = readKept(env) !== null;
  rmSync(pathIn(env), { force: true });
  return known;
}

function readKept(env: NodeJS.ProcessEnv): SignedIn | null {
  try {
    return JSON.parse(readFileSync(pathIn(env), 'utf8')) as SignedIn;
  } catch {
    return null;
  }
}
