import type { MailOutcome } from '../../mail/mailer.ts';

/** What nodemailer attaches to an error; read structurally, since every field may be missing. */
type SmtpFailure = { code?: unknown; command?: unknown; response?: unknown; responseCode?: unknown; message?: unknown };

/**
 * What a failed sending means for the recipient. Only a final no to this recipient or to the finished mail is `refused`;
 * a relay that does not want us (sign-in, sender, TLS) is for the operator to mend, and the mail waits.
 */
export function outcomeOf(error: unknown): MailOutcome {
  const failure = asFailure(error);
  const smtpCode = typeof failure.responseCode === 'number' ? failure.responseCode : null;
  return { outcome: isFinal(failure, smtpCode) ? 'refused' : 'deferred', smtpCode, response: textOf(failure) };
}

/** The same for a check of the sender, where every final no is one. */
export function explain(error: unknown): { result: 'refused' | 'unreachable'; detail: string } {
  const failure = asFailure(error);
  const final = typeof failure.responseCode === 'number' ? failure.responseCode >= 500 : failure.code === 'EAUTH';
  return { result: final ? 'refused' : 'unreachable', detail: textOf(failure) };
}

function isFinal({ code, command }: SmtpFailure, smtpCode: number | null): boolean {
  // nodemailer itself found the address unfit to be sent.
  if (smtpCode === null) return code === 'EENVELOPE';
  if (command === 'DATA') return smtpCode >= 550 && smtpCode < 560;
  // 503, 521 and 53x speak of the session: out of order, no mail taken at all, sign in first.
  return command === 'RCPT TO' && smtpCode >= 500 && smtpCode !== 503 && smtpCode !== 521 && !(smtpCode >= 530 && smtpCode < 540);
}

function textOf({ response, message, code }: SmtpFailure): string {
  const text = [response, message, code].find((candidate) => typeof candidate === 'string' && candidate !== '');
  return typeof text === 'string' ? text : 'The mail relay failed without saying why.';
}

const asFailure = (error: unknown): SmtpFailure => (typeof error === 'object' && error !== null ? error : {});
