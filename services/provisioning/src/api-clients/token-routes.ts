import type { FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import Type, { type Static } from 'typebox';
import type { App } from '../http/app-type.ts';
import { asProblem, sendProblem } from '../http/error-handler.ts';
import { networkOf } from '../http/rate-limit.ts';
import { ref, refusals } from '../http/schema.ts';

import type { ClientProof } from './authenticate-client.ts';
import { issueToken } from './issue-token.ts';
import { revokeToken } from './revoke-token.ts';
import { RevocationRequest, Token, TokenProblem, TokenRequest } from './schemas.ts';
import { TokenRefusal } from './token-refusal.ts';

type Fields = Pick<Static<typeof TokenRequest>, 'client_id' | 'client_secret' | 'client_assertion' | 'client_assertion_type'>;

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const refused = (description: string) => ({ description, content: { 'application/json': { schema: ref(TokenProblem) } } });
const security: FastifySchema['security'] = [{ clientCredentials: [] }, {}];
const consumes = ['application/x-www-form-urlencoded'];
const tags = ['Access'];
const problems = { 400: refused('The request is not valid.'), 401: refused('The client did not prove itself.'), 413: refused('The form is too large.'), ...refusals('429', '503') };
const ways = 'The client proves itself in one way: Basic authentication, its secret in the form, or a signed assertion (`private_key_jwt`).';

/** The token and the revocation endpoint, in the forms RFC 6749 asks for: a form in, their own error shape out. */
export default async function tokenRoutes(app: App): Promise<void> {
  await app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_request: FastifyRequest, text: string) => fieldsOf(text));

    scope.post(
      '/oauth/token',
      { schema: { operationId: 'issueToken', summary: 'Get an access token', description: `OAuth 2.0 client credentials (RFC 6749, section 4.4). ${ways} The token is a signed JWT (RFC 9068) for a quarter of an hour.`, tags, security, consumes, body: ref(TokenRequest), response: { 200: ref(Token), ...problems } }, errorHandler: sendRefusal },
      async (request, reply) => {
        const { grant_type: grantType, scope: asked = null } = request.body;
        if (grantType !== 'client_credentials') throw new TokenRefusal('unsupported_grant_type', 'Only client_credentials is supported.');
        const { accessToken, scopes, seconds } = await issueToken(request.ctx, { proof: proofOf(request.headers.authorization, request.body), scope: asked, network: networkOf(request.ip) });
        return reply.header('pragma', 'no-cache').send({ access_token: accessToken, token_type: 'Bearer', expires_in: seconds, scope: scopes.join(' ') });
      },
    );

    scope.post(
      '/oauth/revoke',
      { schema: { operationId: 'revokeToken', summary: 'End an access token', description: `RFC 7009. ${ways} A token that opens nothing any more is no error.`, tags, security, consumes, body: ref(RevocationRequest), response: { 200: Type.Unsafe<undefined>({ type: 'null', description: 'It opens nothing from now on.' }), ...problems } }, errorHandler: sendRefusal },
      async (request, reply) => {
        await revokeToken(request.ctx, { proof: proofOf(request.headers.authorization, request.body), token: request.body.token, network: networkOf(request.ip) });
        return reply.code(200).send();
      },
    );
  });
}

function fieldsOf(text: string): Record<string, string> {
  const fields = [...new URLSearchParams(text)];
  const names = new Set(fields.map(([name]) => name));
  if (names.size < fields.length) throw new TokenRefusal('invalid_request', 'A parameter may be given only once.');
  return Object.fromEntries(fields);
}

/** An assertion, Basic authentication with both parts form-encoded (section 2.3.1), or the two fields of the form; one of them. */
function proofOf(authorization: string | undefined, { client_id: clientId, client_secret: secret, client_assertion: assertion, client_assertion_type: type }: Fields): ClientProof {
  if ([authorization, secret, assertion].filter((way) => way !== undefined).length > 1) throw new TokenRefusal('invalid_request', 'Prove the client in one way only.');
  if (assertion !== undefined) {
    if (type !== ASSERTION_TYPE) throw new TokenRefusal('invalid_request', `client_assertion_type must be ${ASSERTION_TYPE}.`);
    return { kind: 'assertion', clientId: clientId ?? null, assertion };
  }
  if (authorization === undefined) {
    if (!clientId || !secret) throw new TokenRefusal('invalid_client', 'Client id and secret are missing.');
    return { kind: 'secret', clientId, clientSecret: secret };
  }
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization) ?? [];
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  return { kind: 'secret', clientId: formDecoded(id), clientSecret: formDecoded(rest.join(':')) };
}

const formDecoded = (text: string) => new URLSearchParams(`value=${text.replaceAll('&', '%26')}`).get('value') ?? '';

function sendRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof TokenRefusal) {
    if (error.error === 'invalid_client') reply.code(401).header('www-authenticate', 'Basic realm="vestibule"');
    else reply.code(400);
    return reply.send({ error: error.error, error_description: error.message });
  }
  const { kind } = asProblem(error, request);
  if (kind === 'bug' || kind === 'unavailable' || kind === 'too_many') return sendProblem(request.ctx.config.publicUrl, error, request, reply);
  if (kind === 'too_large') return reply.code(413).send({ error: 'invalid_request', error_description: 'The form is larger than any that is documented here.' });
  return reply.code(400).send({ error: 'invalid_request', error_description: 'Send the documented fields as application/x-www-form-urlencoded.' });
}
