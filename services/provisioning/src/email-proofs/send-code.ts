import argon2 from 'argon2';
import type { TxContext } from '../context.ts';
import { requireNotBlocked } from '../mail/block-address.ts';
import { isUndeliverable } from '../mail/find-deliveries.ts';
import { queueMessage } from '../mail/queue-message.ts';
import { problem, type ProblemCode } from '../problems.ts';
import { loadTemplate } from '../templates/load-template.ts';
import { loadShareLink } from '../templates/share-link.ts';
import { codeLinkOf, DAY_MS, sendingState } from './email-proof.ts';
import { insertProof, proofsSince, supersedeProofs } from './store.ts';

export type CodeRecipient = { subscriberId: string; templateId: string; name: string; email: string; language: string };

const HOUR = 3_600;
const hashing = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Mails a new six-digit code; every earlier code of the subscriber stops working.
 * The caps per address hold across all templates and providers, so that nobody can flood a stranger's mailbox.
 * @param options.evenIfRefused an admin says that the address is right although the last mail to it came back
 * @throws activation.too_many_mails with retryAfterSeconds, activation.address_undeliverable (the last mail to this address came back),
 *   activation.address_blocked with retryAfterSeconds (whoever reads the mailbox wants no mails for a day)
 */
export async function sendCode(ctx: TxContext, to: CodeRecipient, { evenIfRefused = false }: { evenIfRefused?: boolean } = {}): Promise<void> {
  const now = ctx.clock.now();
  if (!evenIfRefused && (await isUndeliverable(ctx, to.subscriberId, 'verification_code', to.email))) throw problem('activation.address_undeliverable');
  await requireNotBlocked(ctx, to.email);
  await requireMailsLeft(ctx, to, now);
  const code = ctx.vault.newCode();
  const template = await loadTemplate(ctx, to.templateId);
  const link = codeLinkOf(await loadShareLink(ctx, template), code);
  const expiresAt = new Date(now.getTime() + template.codeMinutes * 60_000);
  const messageId = await queueMessage(ctx, {
    subscriberId: to.subscriberId,
    templateId: to.templateId,
    kind: 'verification_code',
    to: to.email,
    language: to.language,
    secrets: { code, link, name: to.name, expiresAt: expiresAt.toISOString() },
  });
  await supersedeProofs(ctx.db, ctx.providerId, to.subscriberId, now);
  await insertProof(ctx.db, {
    providerId: ctx.providerId,
    id: ctx.ids.next(),
    subscriberId: to.subscriberId,
    email: to.email,
    codeHash: await argon2.hash(code, hashing),
    messageId,
    createdAt: now,
    expiresAt,
  });
}

async function requireMailsLeft(ctx: TxContext, to: CodeRecipient, now: Date): Promise<void> {
  const { mailsPerSubscriberPerDay, mailsPerAddressPerHour, mailsPerAddressPerDay } = ctx.config.limits;
  const sent = await proofsSince(ctx.db, ctx.providerId, to.subscriberId, new Date(now.getTime() - DAY_MS));
  const { resendAt, resendsLeft } = sendingState(sent[0]?.createdAt ?? now, sent.map((proof) => proof.createdAt), mailsPerSubscriberPerDay);
  const refusal: ProblemCode = 'activation.too_many_mails';
  if (resendsLeft === 0) throw problem(refusal, { retryAfterSeconds: Math.ceil((resendAt.getTime() - now.getTime()) / 1000) });
  await ctx.limiter.consume('mails-per-address-hour', to.email, { points: mailsPerAddressPerHour, seconds: HOUR, refusal });
  await ctx.limiter.consume('mails-per-address-day', to.email, { points: mailsPerAddressPerDay, seconds: 24 * HOUR, refusal });
}
