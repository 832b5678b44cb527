import type { AttemptOutcome } from './webhook.ts';

export type Posted = {
  outcome: AttemptOutcome;
  status: number | null;
  /** Why there was no answer; never anything of what was sent. */
  detail: string | null;
  /** The beginning of the answer's body. */
  reply: string | null;
  /** How long the receiver asked us to wait. */
  retryAfterSeconds: number | null;
};

/** Port: hands one event to a receiver over the network. It never throws and follows no redirect. */
export type PostWebhook = (message: { url: string; headers: Record<string, string>; body: string; now: Date }) => Promise<Posted>;
