import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { nothing, ref, refusals, Uuid } from '../http/schema.ts';
import { inviteCustomer } from './invite-customer.ts';
import { inviteUser, readInvitation, revokeInvitation } from './invite-user.ts';
import { Invitation, InvitationRequest, InvitationSheet, InvitationState } from './schemas.ts';

const tags = ['Invitations'];
const params = Type.Object({ subscriberId: Uuid });
const PATH = '/v1/subscribers/:subscriberId/invitation';

/** Personal links beside the template's share link: they stand for the user id, once. */
export default async function invitationRoutes(app: App): Promise<void> {
  app.get(
    PATH,
    { schema: { operationId: 'readInvitation', summary: 'Does a user have a personal link that works', tags, params, response: { 200: ref(InvitationState), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => ({ open: await readInvitation(ctx, params.subscriberId) }),
  );

  app.post(
    PATH,
    {
      schema: {
        operationId: 'inviteUser',
        summary: 'Make a personal link for a user',
        description: 'An earlier one that was not used stops working. Only its hash is kept, so the link is told this once.',
        tags,
        params,
        body: ref(InvitationRequest),
        response: { 201: ref(Invitation), ...refusals('400', '401', '403', '404', '409') },
      },
    },
    async ({ ctx, params, body }, reply) => {
      const { link, expiresAt } = await inviteUser(ctx, params.subscriberId, body.days);
      reply.code(201);
      return { link, expiresAt };
    },
  );

  app.delete(
    PATH,
    { schema: { operationId: 'revokeInvitation', summary: 'End a user\'s personal link', tags, params, response: { 204: nothing('Ended, or there was none.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await revokeInvitation(ctx, params.subscriberId);
      return reply.code(204).send();
    },
  );

  app.post(
    '/v1/customers/:customerId/invitations',
    {
      schema: {
        operationId: 'inviteCustomer',
        summary: 'Make personal links for all users of a customer who are not finished',
        description: 'To be printed and handed out; 500 at a time, by name. Their earlier links stop working.',
        tags,
        params: Type.Object({ customerId: Uuid }),
        body: ref(InvitationRequest),
        response: { 201: ref(InvitationSheet), ...refusals('400', '401', '403', '404') },
      },
    },
    async ({ ctx, params, body }, reply) => {
      const { invited, left } = await inviteCustomer(ctx, params.customerId, body.days);
      reply.code(201);
      const items = invited.map(({ subscriber: { id, userId, firstName, lastName }, language, link, expiresAt }) => ({ subscriberId: id, userId, firstName, lastName, language, link, expiresAt }));
      return { items, left };
    },
  );
}
