import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { networkOf } from '../http/rate-limit.ts';
import { bodyOf, Moment, nothing, oneOf, ref, refusals } from '../http/schema.ts';
import { blockAddress } from './block-address.ts';
import { recordReport } from './record-report.ts';
import type { NoteDelivery } from './send-message.ts';

const REPORTS_PER_NETWORK_PER_MINUTE = 600;
const BLOCKS_PER_NETWORK_PER_HOUR = 60;

export const MailBlockBody = bodyOf('NewMailBlock', {
  key: Type.String({ minLength: 1, maxLength: 100, description: 'From the fragment of the mail\'s link; works for 7 days.' }),
  address: Type.String({ minLength: 1, maxLength: 320, description: 'The address the mail came to, as its reader typed it.' }),
});
export const MailBlock = Type.Object({ until: Moment }, { $id: 'MailBlock', description: 'Until when no code and no reminder is sent to the address.' });

export const DeliveryReportBody = bodyOf('DeliveryReport', {
  returnAddress: Type.String({ minLength: 3, maxLength: 320, description: 'The envelope sender (Return-Path) of the mail, as it left us. It is what proves that the mail is known.' }),
  action: oneOf(['failed', 'delayed', 'delivered'], 'As in RFC 3464.'),
  status: Type.Optional(Type.String({ pattern: '^[245]\\.\\d{1,3}\\.\\d{1,3}$', description: 'Enhanced status code (RFC 3463), e.g. 5.1.1.' })),
  diagnostic: Type.Optional(Type.String({ maxLength: 2_000, description: 'The words of the server that reports.' })),
});

/** Where mail services tell what became of a mail after the relay took it. @param options.noteDelivery who else learns of it */
export default async function mailRoutes(app: App, { noteDelivery }: { noteDelivery: NoteDelivery }): Promise<void> {
  app.post(
    '/v1/delivery-reports',
    {
      schema: {
        operationId: 'reportDelivery',
        summary: 'Report what became of a mail',
        description: 'For mail services that call back. Needs no token: the return address is unguessable and names one mail. A report that was told before changes nothing.',
        tags: ['Mail'],
        security: [],
        body: ref(DeliveryReportBody),
        response: { 204: nothing('Taken note of.'), ...refusals('400', '404', '409', '429') },
      },
    },
    async (request, reply) => {
      const { ctx, ip, body: { returnAddress, action, status = '', diagnostic = '' } } = request;
      await ctx.limiter.consume('delivery-reports-network', networkOf(ip), { points: REPORTS_PER_NETWORK_PER_MINUTE, seconds: 60 });
      await recordReport(ctx, returnAddress, { action, status, diagnostic }, noteDelivery);
      return reply.code(204).send();
    },
  );

  app.post(
    '/v1/mail-blocks',
    {
      schema: {
        operationId: 'blockMails',
        summary: 'Stop codes and reminders to an address for a day',
        description: 'For whoever gets mails they did not ask for; holds for all providers. Needs no token: the key came with such a mail. A wrong address and a wrong or old key are answered alike and change nothing.',
        tags: ['Mail'],
        security: [],
        body: ref(MailBlockBody),
        response: { 200: ref(MailBlock), ...refusals('400', '429') },
      },
    },
    async ({ ctx, ip, body }) => {
      await ctx.limiter.consume('mail-blocks-network', networkOf(ip), { points: BLOCKS_PER_NETWORK_PER_HOUR, seconds: 3_600 });
      return { until: await blockAddress(ctx, body) };
    },
  );
}
