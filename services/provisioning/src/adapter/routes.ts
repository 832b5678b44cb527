import { Buffer } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { bodyOf, nothing, ref, refusals, Uuid } from '../http/schema.ts';
import { problem } from '../problems.ts';
import { Status } from '../subscribers/schemas.ts';
import { type OpenAdapter, openAdapter } from '../templates/open-adapter.ts';
import { Package } from '../templates/schemas.ts';
import { takeUser, withdrawUser } from './take-user.ts';

const params = Type.Object({ templateKey: Type.String({ maxLength: 64 }), userId: Type.String({ minLength: 1, maxLength: 161 }) });
const tags = ['Flow-through adapter'];
const security = [{ templateAccount: [] }];

const AdapterUser = bodyOf(
  'AdapterUser',
  {
    serviceProviderId: Type.String({ minLength: 1, maxLength: 80 }),
    groupId: Type.String({ maxLength: 80 }),
    isEnterprise: Type.Boolean({ description: 'True where the customer is a BroadWorks enterprise, false where it is a group.' }),
    firstName: Type.String({ maxLength: 80 }),
    lastName: Type.String({ maxLength: 80 }),
    number: Type.Optional(Type.String({ maxLength: 30 })),
    extension: Type.Optional(Type.String({ maxLength: 20 })),
    mobile: Type.Optional(Type.String({ maxLength: 30 })),
    email: Type.Optional(Type.String({ maxLength: 320, description: 'Ignored by a template with untrusted e-mails.' })),
    language: Type.Optional(Type.String({ maxLength: 40, description: 'A tag such as `de` or `pt-BR`, or a name such as `French`. One that the portal does not speak is left out.' })),
    package: Type.Optional(ref(Package)),
  },
  { description: 'A user as the calling platform hands it over.' },
);
const Accepted = Type.Object({ subscriberId: Uuid, status: ref(Status) }, { $id: 'AdapterAccepted' });

/** Account and password of HTTP Basic, or null when there are none. */
export function basicCredentials(header: string | undefined): { account: string; password: string } | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? '') ?? [];
  if (!encoded) return null;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? null : { account: text.slice(0, colon), password: text.slice(colon + 1) };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The template whose account the caller has proven, before anything else of the call is looked at. */
    adapter: OpenAdapter | null;
  }
}

/** @throws adapter.refused when no account was proven; the hook has seen to it before. */
function adapterOf({ adapter }: FastifyRequest): OpenAdapter {
  if (!adapter) throw problem('adapter.refused');
  return adapter;
}

/** Where the calling platform hands users over; a thin translation onto the subscribers' use cases. */
export default async function adapterRoutes(app: App): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode === 401) reply.header('www-authenticate', 'Basic realm="vestibule", charset="UTF-8"');
  });

  app.decorateRequest('adapter', null);
  app.addHook('onRequest', async (request) => {
    const { templateKey = '' } = request.params as { templateKey?: string };
    request.adapter = await openAdapter(request.ctx, templateKey, basicCredentials(request.headers.authorization));
  });

  app.put(
    '/adapter/v1/:templateKey/users/:userId',
    {
      schema: {
        operationId: 'adapterPutUser',
        summary: 'Hand a user over',
        description: 'Idempotent: the same user again changes nothing but names and numbers. 202 means accepted, not done.',
        tags,
        security,
        params,
        body: ref(AdapterUser),
        response: { 202: ref(Accepted), ...refusals('400', '401', '404', '409', '410', '429') },
      },
    },
    async (request, reply) => {
      const subscriber = await takeUser(adapterOf(request), request.params.userId, request.body);
      reply.code(202);
      return { subscriberId: subscriber.id, status: subscriber.status };
    },
  );

  app.delete(
    '/adapter/v1/:templateKey/users/:userId',
    {
      schema: {
        operationId: 'adapterDeleteUser',
        summary: 'Withdraw a user',
        description: 'A user that is not there is no error.',
        tags,
        security,
        params,
        response: { 202: nothing('The account is being removed.'), 204: nothing('Gone.'), ...refusals('401', '404', '409', '410', '429') },
      },
    },
    async (request, reply) => {
      const outcome = await withdrawUser(adapterOf(request), request.params.userId);
      return reply.code(outcome === 'removed' ? 204 : 202).send();
    },
  );
}
