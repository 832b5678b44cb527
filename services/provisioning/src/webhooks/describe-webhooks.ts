import type { TxContext } from '../context.ts';
import { countPending } from './queue-query.ts';
import { countOfReplay } from './replay-query.ts';
import type { WebhookRow } from './store.ts';
import { healthOf, type Replay, type WebhookHealth } from './webhook.ts';

const MOST_COUNTED = 10_000;

export type DescribedWebhook = Pick<WebhookRow, 'id' | 'url' | 'description' | 'types' | 'state' | 'disabledReason' | 'disabledAt' | 'publicKey' | 'createdAt' | 'version'> & {
  createdBy: string | null;
  /** Until when the secret and the key before the present ones are signed with as well. */
  previousSecretUntil: Date | null;
  previousKeyUntil: Date | null;
  health: { is: WebhookHealth; lastSuccessAt: Date | null; lastFailureAt: Date | null; failingSince: Date | null; failures: number; pending: number };
  /** `done` of `total` are settled; `total` is null where there are too many to count. */
  replay: (Omit<Replay, 'id' | 'taken'> & { done: number }) | null;
};

/** Webhooks with how their receivers do, without their secrets. */
export async function describeWebhooks(ctx: TxContext, rows: readonly WebhookRow[]): Promise<DescribedWebhook[]> {
  const described: DescribedWebhook[] = [];
  const now = ctx.clock.now();
  for (const row of rows) {
    const { id, url, description, types, state, disabledReason, disabledAt, publicKey, createdAt, version, lastSuccessAt, lastFailureAt, failingSince, failures } = row;
    described.push({
      id, url, description, types, state, disabledReason, disabledAt, publicKey, createdAt, version,
      createdBy: row.createdBy.name,
      previousSecretUntil: yetToCome(row.previousSecretUntil, now),
      previousKeyUntil: yetToCome(row.previousSigningKeyUntil, now),
      health: { is: healthOf(row), lastSuccessAt, lastFailureAt, failingSince, failures, pending: await countPending(ctx.db, { providerId: ctx.providerId, webhookId: id }, MOST_COUNTED) },
      replay: row.replay && (await progressOf(ctx, id, row.replay)),
    });
  }
  return described;
}

const yetToCome = (until: Date | null, now: Date): Date | null => (until && until > now ? until : null);

async function progressOf({ db, providerId }: TxContext, webhookId: string, { id, taken, failedOnly, from, to, startedAt, total }: Replay): Promise<DescribedWebhook['replay']> {
  return { failedOnly, from, to, startedAt, total, done: taken - (await countOfReplay(db, { providerId, webhookId }, id)) };
}

export async function describeWebhook(ctx: TxContext, row: WebhookRow): Promise<DescribedWebhook> {
  const [described] = await describeWebhooks(ctx, [row]);
  if (!described) throw new Error('one row is described as one');
  return described;
}
