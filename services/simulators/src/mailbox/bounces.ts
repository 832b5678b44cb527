import nodemailer from 'nodemailer';

/** What a mail server further on makes of a mail that was taken: no such mailbox, full, or not yet. */
type Later = { action: 'failed' | 'delayed'; status: string; diagnostic: string };

const AFTER_MS = 300;

/** Addresses whose mail is taken first and reported on afterwards, by their local part alone. */
const laterOf = (email: string): Later | undefined => {
  const key = email.toLowerCase();
  if (key.startsWith('bounced-full')) return { action: 'failed', status: '5.2.2', diagnostic: '552 5.2.2 Mailbox full' };
  if (key.startsWith('bounced')) return { action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' };
  return key.startsWith('delayed') ? { action: 'delayed', status: '4.4.1', diagnostic: '451 4.4.1 No answer from host' } : undefined;
};

export type Bounces = {
  /** Reports on a mail a moment later, if its address is one of those. @returns whether the mail never reaches a mailbox */
  consider(email: string, returnPath: string): boolean;
  /** Gives up what was not reported yet. */
  close(): void;
};

/** @param smtpUrl who takes reports; without it nothing is reported */
export const createBounces = (smtpUrl?: string): Bounces => {
  const timers = new Set<NodeJS.Timeout>();
  const relay = smtpUrl === undefined ? undefined : nodemailer.createTransport(smtpUrl);
  return {
    consider(email, returnPath) {
      const later = laterOf(email);
      if (!later) return false;
      const timer = setTimeout(() => {
        timers.delete(timer);
        // Nobody to report to, or nobody who listens: as on the Internet, the report is lost.
        relay?.sendMail({ envelope: { from: '', to: [returnPath] }, raw: reportOn(email, returnPath, later) }).catch(() => undefined);
      }, AFTER_MS);
      timers.add(timer);
      return later.action === 'failed';
    },
    close() {
      timers.forEach(clearTimeout);
      relay?.close();
    },
  };
};

/** A report as mail servers write it (RFC 3464). */
const reportOn = (email: string, returnPath: string, { action, status, diagnostic }: Later): string =>
  [
    'From: Mail Delivery System <mailer-daemon@relay.example>',
    `To: ${returnPath}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
    '',
    '--report',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `This is about your mail to ${email}: ${diagnostic}`,
    '',
    '--report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; relay.example',
    '',
    `Final-Recipient: rfc822; ${email}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
    '',
    '--report--',
    '',
  ].join('\r\n');
