import type { Context } from '../context.ts';
import { secretNames, type Secrets } from './settings.ts';

/** Each secret sealed for this connector alone. */
export const sealSecrets = ({ vault }: Pick<Context, 'vault'>, id: string, secrets: Secrets): Secrets => each(secrets, (text) => vault.seal(text, id));

/** What leaves the process in requests only. */
export const openSecrets = ({ vault }: Pick<Context, 'vault'>, id: string, secrets: Secrets): Secrets => each(secrets, (text) => vault.open(text, id));

const each = (secrets: Secrets, change: (text: string) => string): Secrets =>
  Object.fromEntries(secretNames.flatMap((name) => (secrets[name] === undefined ? [] : [[name, change(secrets[name])]])));
