import { createTransport } from 'nodemailer';
import SMTPTransport from 'nodemailer/lib/smtp-transport';
import type { Mailer, OutgoingMail } from '../../mail/mailer.ts';
import { explain, outcomeOf } from './outcome.ts';
import { probeSender } from './probe-sender.ts';

const DEFAULT_TIMEOUT_MS = 8_000;
// Below the 30 s for which a message is claimed, so that nobody else sends it while this attempt still runs.
const DEADLINE_MS = 25_000;

/**
 * Hands mail to a relay over SMTP, one connection a mail: an idle connection that the relay has dropped costs a retry, or a second copy.
 * @param options.url smtp:// or smtps://; nodemailer's options may follow as a query, e.g. ?requireTLS=false
 * @param options.timeoutMs for each step: name, connection, greeting, every answer
 */
export function createSmtpMailer({ url, timeoutMs = DEFAULT_TIMEOUT_MS }: { url: string; timeoutMs?: number }): Mailer {
  const transport = new SMTPTransport({
    url,
    // Credentials never cross the network in clear, unless the URL itself says so.
    requireTLS: Boolean(URL.parse(url)?.username),
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  const relay = createTransport(transport);

  return {
    async send(mail) {
      const unusable = whatIsUnusable(mail);
      if (unusable) return { outcome: 'refused', smtpCode: null, response: unusable };
      try {
        const { response } = await relay.sendMail({ ...messageOf(mail), signal: AbortSignal.timeout(DEADLINE_MS) });
        return { outcome: 'accepted', smtpCode: Number.parseInt(response, 10) || 250, response };
      } catch (error) {
        return outcomeOf(error);
      }
    },

    async check(from) {
      if (!isUsableAddress(from)) return { result: 'refused', detail: 'The sender is not a usable address.' };
      try {
        await probeSender(transport, from);
        return { result: 'allowed' };
      } catch (error) {
        return explain(error);
      }
    },

    close: () => relay.close(),
  };
}

const messageOf = ({ messageId, returnTo, from, replyTo, to, subject, text, html, pictures }: OutgoingMail) => ({
  messageId,
  from,
  ...(replyTo && { replyTo: { name: '', address: replyTo } }),
  to,
  envelope: { from: returnTo ?? from.address, to: [to.address] },
  // Relays that can (RFC 3461) report what fails or takes long, and spare us the rest.
  ...(returnTo && { dsn: { id: messageId.replace(/[<>]/g, ''), return: 'headers' as const, notify: ['failure', 'delay'], recipient: to.address } }),
  subject,
  text,
  html,
  attachments: pictures.map(({ cid, png }) => ({ cid, filename: `${cid}.png`, contentType: 'image/png', contentDisposition: 'inline' as const, content: png })),
  // RFC 3834: nobody's holiday note shall answer a machine. The second header is what Exchange goes by.
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  disableFileAccess: true,
  disableUrlAccess: true,
});

/** A line break in an address or a name would let it write further headers, or further recipients. */
function whatIsUnusable({ messageId, returnTo, from, replyTo, to, subject }: OutgoingMail): string | null {
  if (!isUsableAddress(to.address)) return 'The recipient is not a usable address.';
  if (!isUsableAddress(from.address)) return 'The sender is not a usable address.';
  if (returnTo !== null && !isUsableAddress(returnTo)) return 'The return address is not usable.';
  if (replyTo !== null && !isUsableAddress(replyTo)) return 'The address for answers is not usable.';
  if ([messageId, from.name, to.name, subject].some(hasControls)) return 'A header holds control characters.';
  return null;
}

const isUsableAddress = (address: string): boolean => !hasControls(address) && /^[^\s<>()[\]"\\,;:@]+@[^\s<>()[\]"\\,;:@]+$/.test(address);
const hasControls = (text: string): boolean => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
