import type { PostWebhook } from '../../webhooks/receiver.ts';
import { outcomeOfStatus, REPLY_BYTES, REPLY_LENGTH, retryAfterSeconds, TIMEOUT_MS } from '../../webhooks/webhook.ts';
import { exchangeHttp } from '../http-exchange.ts';

/** Posts events over HTTP. The address is looked up when connecting, and only one that may be called is connected to. */
export function createPostWebhook({ allowPrivate }: { allowPrivate: boolean }): PostWebhook {
  return async ({ url, headers, body, now }) => {
    const sent = { 'content-type': 'application/cloudevents+json; charset=utf-8', 'user-agent': 'Vestibule-Webhooks/1', ...headers };
    const result = await exchangeHttp({ method: 'POST', url, headers: sent, body, timeoutMs: TIMEOUT_MS, maxBytes: REPLY_BYTES, allowPrivate });
    if (result.kind !== 'answered') return { outcome: result.kind === 'unreached' ? 'unreached' : 'timed_out', status: null, detail: result.reason, reply: null, retryAfterSeconds: null };
    return {
      outcome: outcomeOfStatus(result.status),
      status: result.status,
      detail: null,
      reply: readable(result.body.toString('utf8')),
      retryAfterSeconds: retryAfterSeconds(result.headers.get('retry-after'), now),
    };
  };
}

/** The beginning as text that can be stored; null where there is none. */
const readable = (text: string): string | null => text.slice(0, REPLY_LENGTH).toWellFormed().replaceAll('\0', '\uFFFD').trim() || null;
