import { listenForReturns } from './adapters/smtp/return-listener.ts';
import type { Context } from './context.ts';
import { recordReport } from './mail/record-report.ts';
import { messageOfReturnAddress } from './mail/return-address.ts';
import type { NoteDelivery } from './mail/send-message.ts';
import { Problem } from './problems.ts';

/** Takes reports by SMTP, where the configuration names a port for them. */
export async function startReturns(ctx: Context, noteDelivery: NoteDelivery): Promise<{ stop(): Promise<void> }> {
  const { mailReturnAddress: base, mailReturnPort: port, host } = ctx.config;
  if (!base || port === null) return { stop: async () => undefined };
  const listening = await listenForReturns({
    host,
    port,
    isOurs: (address) => messageOfReturnAddress(ctx.vault, base, address) !== null,
    take: (address, report) =>
      recordReport(ctx, address, report, noteDelivery).then(
        () => 'taken' as const,
        (error: unknown) => {
          if (!(error instanceof Problem)) throw error;
          return error.code === 'mail.report_early' ? ('later' as const) : ('unknown' as const);
        },
      ),
    onError: (error) => ctx.log.warn({ err: error }, 'a report about a mail could not be taken'),
  });
  return { stop: () => listening.close() };
}
