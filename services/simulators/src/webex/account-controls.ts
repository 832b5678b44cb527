import type { FastifyInstance } from 'fastify';
import { oneOrMany } from '../http-simulator.ts';
import { PACKAGES, published, type AccountFields } from './account.ts';
import { decideConsent, type SubscriberParts } from './subscriber-routes.ts';

type Consent = { userId?: string; email?: string; give: boolean };

const text = { type: 'string', minLength: 1 };

const accountSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['provisioningId', 'userId', 'spEnterpriseId', 'firstName', 'lastName', 'package', 'email'],
  properties: {
    provisioningId: text, userId: text, spEnterpriseId: text, firstName: text, lastName: text, email: text,
    package: { enum: PACKAGES }, primaryPhoneNumber: text, mobilePhoneNumber: text, extension: text, timezone: text,
  },
};

const consentSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['give'],
  oneOf: [{ required: ['userId'] }, { required: ['email'] }],
  properties: { userId: text, email: text, give: { type: 'boolean' } },
};

/** `/_sim/accounts` and `/_sim/consent`: the accounts seen from behind, and the decision of a movable account's owner. */
export const installAccountControls = (app: FastifyInstance, parts: SubscriberParts): void => {
  const { accounts } = parts;
  app.get<{ Querystring: { userId?: string } }>('/_sim/accounts', async ({ query: { userId } }) => {
    const shown = accounts.list().filter(({ fields }) => userId === undefined || fields.userId.toLowerCase() === userId.toLowerCase());
    return { accounts: shown.map(published), createdCount: accounts.createdCount(userId) };
  });
  app.post<{ Body: AccountFields | AccountFields[] }>('/_sim/accounts', { schema: { body: oneOrMany(accountSchema) } }, async (request) =>
    [request.body].flat().map((fields) => published(accounts.create(fields, 'provisioned'))),
  );
  app.post<{ Body: Consent }>('/_sim/consent', { schema: { body: consentSchema } }, async (request, reply) => {
    const { userId, email, give } = request.body;
    const decided = decideConsent(parts, userId ? accounts.byUserId(userId) : accounts.byEmail(email ?? ''), give);
    return reply.code(decided ? 204 : 404).send();
  });
};
