import type { FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import type { Static } from 'typebox';
import type { App } from '../http/app-type.ts';
import { asProblem, sendProblem } from '../http/error-handler.ts';
import { networkOf } from '../http/rate-limit.ts';
import { ref, refusals } from '../http/schema.ts';
import { TOKEN_SECONDS } from './api-client.ts';
import { issueToken } from './issue-token.ts';
import { Token, TokenProblem, TokenRequest } from './schemas.ts';
import { TokenRefusal } from './token-refusal.ts';

type Fields = Static<typeof TokenRequest>;

const refused = (description: string) => ({ description, content: { 'application/json': { schema: ref(TokenProblem) } } });
const security: FastifySchema['security'] = [{ clientCredentials: [] }, {}];
const schema = {
  operationId: 'issueToken',
  summary: 'Get an access token',
  description: 'OAuth 2.0 client credentials (RFC 6749, section 4.4). The client proves itself by Basic authentication or in the form, not by both.',
  tags: ['Access'],
  security,
  consumes: ['application/x-www-form-urlencoded'],
  body: ref(TokenRequest),
  response: { 200: ref(Token), 400: refused('The request is not valid.'), 401: refused('Client id or secret is not right.'), ...refusals('429', '503') },
};

/** The token endpoint, in the forms RFC 6749 asks for: a form in, its own error shape out. */
export default async function tokenRoutes(app: App): Promise<void> {
  await app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_request: FastifyRequest, text: string) => fieldsOf(text));
    scope.post('/oauth/token', { schema, errorHandler: sendRefusal }, async (request, reply) => {
      const { grant_type: grantType, scope: asked = null } = request.body;
      if (grantType !== 'client_credentials') throw new TokenRefusal('unsupported_grant_type', 'Only client_credentials is supported.');
      const { accessToken, scopes } = await issueToken(request.ctx, { ...clientOf(request.headers.authorization, request.body), scope: asked, network: networkOf(request.ip) });
      return reply.header('pragma', 'no-cache').send({ access_token: accessToken, token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope: scopes.join(' ') });
    });
  });
}

function fieldsOf(text: string): Record<string, string> {
  const fields = [...new URLSearchParams(text)];
  const names = new Set(fields.map(([name]) => name));
  if (names.size < fields.length) throw new TokenRefusal('invalid_request', 'A parameter may be given only once.');
  return Object.fromEntries(fields);
}

/** Basic authentication with both parts form-encoded (section 2.3.1), or the two fields of the form. */
function clientOf(authorization: string | undefined, { client_id, client_secret }: Fields): { clientId: string; clientSecret: string } {
  if (authorization === undefined) {
    if (!client_id || !client_secret) throw new TokenRefusal('invalid_client', 'Client id and secret are missing.');
    return { clientId: client_id, clientSecret: client_secret };
  }
  if (client_secret !== undefined) throw new TokenRefusal('invalid_request', 'Prove the client in one way only.');
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization) ?? [];
  const [clientId = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  return { clientId: formDecoded(clientId), clientSecret: formDecoded(rest.join(':')) };
}

const formDecoded = (text: string) => new URLSearchParams(`value=${text.replaceAll('&', '%26')}`).get('value') ?? '';

function sendRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof TokenRefusal) {
    if (error.error === 'invalid_client') reply.code(401).header('www-authenticate', 'Basic realm="vestibule"');
    else reply.code(400);
    return reply.send({ error: error.error, error_description: error.message });
  }
  const { kind } = asProblem(error);
  if (kind === 'bug' || kind === 'unavailable' || kind === 'too_many') return sendProblem(request.ctx.config.publicUrl, error, request, reply);
  return reply.code(400).send({ error: 'invalid_request', error_description: 'Send grant_type=client_credentials as application/x-www-form-urlencoded.' });
}
