import type { Buffer } from 'node:buffer';

export type OutgoingMail = {
  messageId: string;
  /** Where reports about this mail's way go; null for to the sender. */
  returnTo: string | null;
  from: { name: string; address: string };
  /** Whom an answer reaches; null for nobody. */
  replyTo: string | null;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  /** Shown in the HTML under their `cid`. */
  pictures: { cid: string; png: Buffer }[];
};

/** What the relay said. `deferred` is worth another attempt; `refused` is final for this address. */
export type MailOutcome = { outcome: 'accepted' | 'deferred' | 'refused'; smtpCode: number | null; response: string };

/** PORT: hands one mail to a relay. Implemented over SMTP in adapters/smtp. */
export type Mailer = {
  send(mail: OutgoingMail): Promise<MailOutcome>;
  /** Would the relay take mail from this sender now? */
  check(from: string): Promise<{ result: 'allowed' } | { result: 'refused' | 'unreachable'; detail: string }>;
  close(): void;
};
