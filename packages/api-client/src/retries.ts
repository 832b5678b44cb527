import type { Fetch } from './access-tokens.ts';

export type RetryOptions = {
  /** How often a call is sent at most; 1 is never again. Default 4. */
  tries?: number;
  /** A longer wait than this is left to the caller, who gets the refusal. Default 60. */
  longestWaitSeconds?: number;
  /** Waits so many milliseconds, or rejects when the signal is aborted; tests put their own here. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
};

const harmless = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'];
const passing = [502, 503, 504];

/**
 * Sends a call again where that cannot do harm: after 429 always, since such a call was not looked at; after 502, 503, 504 and
 * without any answer only what may be repeated, by its method or by an `Idempotency-Key`.
 */
export function withRetries(fetch: Fetch, { tries = 4, longestWaitSeconds = 60, wait = pause }: RetryOptions = {}): Fetch {
  return async (request) => {
    const mayRepeat = harmless.includes(request.method) || request.headers.has('idempotency-key');
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= tries;
      const sent = isLast ? request : request.clone();
      const answer = await fetch(sent).catch((error: unknown) => {
        if (isLast || !mayRepeat || request.signal.aborted) throw error;
        return null;
      });
      const isWorthIt = answer === null || answer.status === 429 || (mayRepeat && passing.includes(answer.status));
      if (answer && (isLast || !isWorthIt)) return answer;
      const ms = waitOf(answer, attempt);
      if (answer && ms > longestWaitSeconds * 1000) return answer;
      await answer?.body?.cancel();
      await wait(ms, request.signal);
    }
  };
}

/** What `Retry-After` says (seconds or a date, RFC 9110, section 10.2.3), else twice as long each time, with a random part so that many programs do not come back at once. */
function waitOf(answer: Response | null, attempt: number): number {
  const said = answer?.headers.get('retry-after');
  if (said && /^\d+$/.test(said)) return Number(said) * 1000;
  const at = said ? Date.parse(said) : NaN;
  if (!Number.isNaN(at)) return Math.max(0, at - Date.now());
  return Math.min(8000, 250 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const giveUp = () => {
      clearTimeout(timer);
      fail(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      done();
    }, ms);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}
