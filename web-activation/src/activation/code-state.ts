import type { SentCode } from '../api.ts';

export type CodeState = 'ready' | 'stopped' | 'undeliverable' | 'expired' | 'used_up';

/** Whether typing the code can still succeed at `now` (ms of the server's clock); said before anybody types in vain. */
export function codeStateOf(code: SentCode, now: number): CodeState {
  if (code.delivery === 'stopped') return 'stopped';
  if (code.delivery === 'refused' || code.delivery === 'bounced') return 'undeliverable';
  if (code.triesLeft <= 0) return 'used_up';
  return now >= Date.parse(code.expiresAt) ? 'expired' : 'ready';
}

/** Whole seconds until a new mail may be asked for; 0 when it may be now. */
export function secondsToResend(code: SentCode, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(code.resendAt) - now) / 1_000));
}
