import { parseArgs } from 'node:util';
import Fastify from 'fastify';
import { readConfig } from './config.ts';
import { createServices } from './services.ts';
import { rotateKeys } from './signing-keys/rotate-keys.ts';
import { orExplain } from './starting.ts';

// For whoever runs the server: another key signs access tokens from now on. With --compromised the keys of before prove nothing any more, so
// that every access token of every provider ends.
async function rotate(): Promise<string> {
  const { values: { compromised } } = parseArgs({ options: { compromised: { type: 'boolean', default: false } } });
  const { log } = Fastify({ logger: { level: 'warn' } });
  const { services, stop } = await createServices(readConfig(process.env), log);
  try {
    await rotateKeys(services, { atOnce: true, forgetOthers: compromised });
    return compromised
      ? 'A new key signs. No access token of before opens anything; programs get new ones by themselves. Gateways that check tokens may hold the old key for five minutes.'
      : 'A new key signs. Access tokens of before stay good until they expire.';
  } finally {
    await stop();
  }
}

process.stdout.write(`${await orExplain(rotate)}\n`);
