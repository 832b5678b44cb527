import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { networkOf } from '../http/rate-limit.ts';
import { bodyOf, nothing, oneOf, ref, refusals } from '../http/schema.ts';
import { recordReport } from './record-report.ts';
import type { NoteDelivery } from './send-message.ts';

const REPORTS_PER_NETWORK_PER_MINUTE = 600;

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
}
