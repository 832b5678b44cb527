import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { dataOf } from '@vestibule/api-client/program';
import type { Command } from 'commander';
import { exitCodes, Refusal } from '../exit-codes.ts';
import type { End } from '../program.ts';
import { type Schemas, type Session, sessionOf, terminalOf, upTo } from '../session.ts';
import { table } from '../table.ts';
import type { Surroundings } from '../terminal.ts';
import { wholeNumber } from './options.ts';
import { addReplay } from './replay.ts';

type Options = { id: string; timestamp: string; signature: string; tolerance: number };

/** How far a receiver's clock may be away; Standard Webhooks asks for a limit, so that an old call cannot be played again. */
const TOLERANCE_SECONDS = 300;

export function addWebhooks(program: Command, surroundings: Surroundings, end: End): void {
  const webhooks = program.command('webhooks').description('calls to your own addresses');

  webhooks
    .command('list')
    .description('webhooks and how their receivers do')
    .action(async (_options: object, command: Command) => {
      const { client, terminal } = sessionOf(command, surroundings);
      const found = await upTo(null, (cursor, limit) => dataOf(client.GET('/v1/webhooks', { params: { query: { cursor, limit } } })));
      terminal.show(found, () => table(found, [['ADDRESS', ({ url }) => url], ['TYPES', ({ types }) => types.join(',') || 'all'], ['STATE', ({ state, health }) => (state === 'disabled' ? state : health.is)], ['WAITING', ({ health }) => health.pending], ['SENDS AGAIN', ({ replay }) => (replay ? `${replay.done}/${replay.total ?? '?'}` : '')], ['ID', ({ id }) => id]], (text) => terminal.styled('bold', text)));
    });

  webhooks
    .command('test')
    .argument('<webhook>', 'id')
    .description('send a test event and say what the receiver answered; ends with 1 when it did not take it')
    .action(async (webhookId: string, _options: object, command: Command) => {
      const session = sessionOf(command, surroundings);
      const delivery = await tested(session, webhookId);
      const last = delivery.attempts.at(-1);
      session.terminal.show(delivery, () => (last ? `${last.outcome}${last.status ? ` (${last.status})` : ''} after ${last.durationMs} ms${last.detail ? `: ${last.detail}` : ''}` : 'Not sent yet; look again with the delivery log.'));
      if (delivery.state !== 'delivered') end(exitCodes.failed);
    });

  addReplay(webhooks, surroundings);

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

/** Sends it and waits for the first answer, half a minute at most. */
async function tested({ client }: Session, webhookId: string): Promise<Schemas['Delivery']> {
  let delivery: Schemas['Delivery'] = await dataOf(client.POST('/v1/webhooks/{webhookId}/test', { params: { path: { webhookId } } }));
  for (let look = 0; look < 60 && delivery.attempts.length === 0; look += 1) {
    await pause(500);
    delivery = await dataOf(client.GET('/v1/webhooks/{webhookId}/deliveries/{deliveryId}', { params: { path: { webhookId, deliveryId: delivery.id } } }));
  }
  return delivery;
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
