import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { exitCodes, Refusal } from '../exit-codes.ts';
import type { End } from '../program.ts';
import { terminalOf } from '../session.ts';
import type { Surroundings } from '../terminal.ts';
import { wholeNumber } from './options.ts';

type Options = { id: string; timestamp: string; signature: string; tolerance: number };

/** How far a receiver's clock may be away; Standard Webhooks asks for a limit, so that an old call cannot be played again. */
const TOLERANCE_SECONDS = 300;

export function addWebhooks(program: Command, surroundings: Surroundings, end: End): void {
  const webhooks = program.command('webhooks').description('calls to your own addresses');

  webhooks
    .command('verify')
    .argument('<file>', 'the body exactly as it came')
    .description('is this call one of ours? The secret (whsec_…) or public key (whpk_…) is asked for, or read from stdin')
    .requiredOption('--id <text>', 'header webhook-id')
    .requiredOption('--timestamp <text>', 'header webhook-timestamp')
    .requiredOption('--signature <text>', 'header webhook-signature')
    .option('--tolerance <seconds>', 'how old it may be', wholeNumber, TOLERANCE_SECONDS)
    .action(async (file: string, options: Options, command: Command) => {
      const terminal = terminalOf(command, surroundings);
      const body = await readFile(file, 'utf8').catch(() => {
        throw new Refusal(`${file} cannot be read.`, exitCodes.usage);
      });
      const fault = faultOf(body, options, await terminal.secret('Secret or public key: '), new Date());
      terminal.show({ valid: fault === null, fault }, () => fault ?? 'The signature is right.');
      if (fault) end(exitCodes.failed);
    });
}

/** Standard Webhooks 1.0.0: `v1` is HMAC-SHA256, `v1a` is ed25519, over id, timestamp and body. @returns what is wrong, or null */
export function faultOf(body: string, { id, timestamp, signature, tolerance }: Options, key: string, now: Date): string | null {
  if (!/^\d+$/.test(timestamp) || Math.abs(now.getTime() / 1000 - Number(timestamp)) > tolerance) return 'The timestamp is too far from now.';
  const signed = Buffer.from(`${id}.${timestamp}.${body}`);
  const given = signature.split(' ').map((one) => one.split(','));
  const isRight = (version: string, check: (signature: Buffer) => boolean) => given.some(([said, value = '']) => said === version && check(Buffer.from(value, 'base64')));
  if (key.startsWith('whpk_')) {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key.slice('whpk_'.length), 'base64').toString('base64url') }, format: 'jwk' });
    return isRight('v1a', (value) => verify(null, signed, publicKey, value)) ? null : 'The signature is not right.';
  }
  const expected = createHmac('sha256', Buffer.from(key.replace(/^whsec_/, ''), 'base64')).update(signed).digest();
  return isRight('v1', (value) => value.length === expected.length && timingSafeEqual(value, expected)) ? null : 'The signature is not right.';
}
