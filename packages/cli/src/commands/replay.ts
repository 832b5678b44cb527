import { setTimeout as pause } from 'node:timers/promises';
import { dataOf } from '@vestibule/api-client/program';
import type { Command } from 'commander';
import { exitCodes, Refusal } from '../exit-codes.ts';
import { type Schemas, type Session, sessionOf } from '../session.ts';
import type { Surroundings } from '../terminal.ts';
import { moment } from './options.ts';

type Options = { from: string; to?: string; failedOnly?: boolean; wait?: boolean };
type Webhook = Schemas['Webhook'];

/** `webhooks replay` and `webhooks stop-replay`: sends what happened in a span of time once more. */
export function addReplay(webhooks: Command, surroundings: Surroundings): void {
  webhooks
    .command('replay')
    .argument('<webhook>', 'id')
    .description('send the events of a span of time once more, at most 30 days back')
    .requiredOption('--from <when>', 'a day, a moment (ISO 8601), or how long ago: 90m, 24h, 7d', moment)
    .option('--to <when>', 'the same; now when absent', moment)
    .option('--failed-only', 'only what was given up')
    .option('--wait', 'watch until everything was sent or given up')
    .action(async (webhookId: string, { from, to, failedOnly = false, wait }: Options, command: Command) => {
      const session = sessionOf(command, surroundings);
      const begun = await dataOf(session.client.POST('/v1/webhooks/{webhookId}/replay', { params: { path: { webhookId } }, body: { from, failedOnly, ...(to && { to }) } }));
      const last = wait && begun.replay ? await watched(session, begun) : begun;
      session.terminal.show(last, () => (wait && begun.replay ? 'Everything was sent or given up; the delivery log tells which.' : outcomeOf(begun)));
    });

  webhooks
    .command('stop-replay')
    .argument('<webhook>', 'id')
    .description('send no more of a replay; what is not sent yet stays as it was before')
    .action(async (webhookId: string, _options: object, command: Command) => {
      const { client, terminal } = sessionOf(command, surroundings);
      const webhook = await dataOf(client.DELETE('/v1/webhooks/{webhookId}/replay', { params: { path: { webhookId } } }));
      terminal.show(webhook, () => 'Nothing is being sent once more.');
    });
}

const outcomeOf = ({ replay }: Webhook): string => (replay ? `${replay.total ?? 'The'} events are being sent once more.` : 'Nothing of that time is to be sent once more.');

/** Until it is done. A receiver that takes nothing can make that three days, so whoever watches is told when it was disabled. */
async function watched({ client, terminal }: Session, begun: Webhook): Promise<Webhook> {
  const bar = terminal.progress('Sending once more');
  try {
    for (let webhook = begun; ; webhook = await dataOf(client.GET('/v1/webhooks/{webhookId}', { params: { path: { webhookId: begun.id } } }))) {
      // Another one may have been begun since.
      if (webhook.replay?.startedAt !== begun.replay?.startedAt) return webhook;
      if (webhook.state === 'disabled') throw new Refusal('The webhook was disabled meanwhile. Enable it when its receiver is well again.', exitCodes.conflict);
      bar.set(webhook.replay?.done ?? 0, webhook.replay?.total ?? null);
      await pause(500);
    }
  } finally {
    bar.end();
  }
}
