import Type from 'typebox';
import { grantableScopes } from '../access.ts';
import { bodyOf, closedList, listOf, Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { assertionAlgorithms } from './client-key.ts';
import { tokenErrors } from './token-refusal.ts';

const Scope = closedList('Scope', grantableScopes, 'The `spark-admin:` names are those of the published API. `admin` decides over access itself, hence over everything.');
const scopes = Type.Array(ref(Scope), { minItems: 1, maxItems: grantableScopes.length, uniqueItems: true });
const name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', examples: ['Order system'] });

const program = {
  id: Uuid,
  name: Type.String(),
  scopes: Type.Array(ref(Scope)),
  expiresAt: nullable(Moment),
  createdAt: Moment,
  createdBy: nullable(Type.String({ description: 'Who created it; null where nobody wrote that down.' })),
  lastUsedAt: nullable(Moment),
  version: Type.Integer(),
};

export const ClientKey = Type.Object(
  { id: Type.String({ description: 'The thumbprint of the key (RFC 7638).' }), kind: Type.String({ examples: ['P-256', 'RSA 3072'] }), addedAt: Moment },
  { $id: 'ClientKey', description: 'A public key with which a client proves itself.' },
);

const client = {
  ...program,
  id: { ...Uuid, description: 'The `client_id` of the token request.' },
  hasSecret: Type.Boolean({ description: 'Without one it proves itself with its keys only.' }),
  previousSecretUntil: nullable({ ...Moment, description: 'Until when the secret before the present one works; null when it does not any more.' }),
  keys: Type.Array(ref(ClientKey), { description: 'Its public keys, for `private_key_jwt`.' }),
};

export const ApiClient = Type.Object(client, { $id: 'ApiClient', description: 'A program with credentials.' });
export const ApiClientList = listOf('ApiClientList', ref(ApiClient));
export const CreatedApiClient = Type.Object(
  { ...client, clientSecret: nullable(Type.String({ description: 'Shown this once; null for a client that was given a public key instead.' })) },
  { $id: 'CreatedApiClient' },
);
const expiresAt = Type.Optional(nullable(Type.String({ format: 'date-time', description: 'After this it opens nothing; never when absent.' })));
const keyForms = 'PEM, or a JWK in JSON: RSA of at least 2048 bits, P-256, P-384, P-521 or Ed25519.';
const publicKey = Type.String({ minLength: 1, maxLength: 10_000, description: keyForms });
export const NewApiClient = bodyOf('NewApiClient', { name, scopes, expiresAt, publicKey: Type.Optional({ ...publicKey, description: `With one, the client signs what it asks for tokens with and has no secret. ${keyForms}` }) });
const changes = { name: Type.Optional(name), scopes: Type.Optional(scopes), expiresAt: Type.Optional(nullable(Type.String({ format: 'date-time', description: 'After this it opens nothing; null is never.' }))) };
export const ApiClientChanges = bodyOf('ApiClientChanges', changes, { minProperties: 1 });
export const RotatedApiClient = Type.Object({ ...client, clientSecret: Type.String({ description: 'Shown this once.' }) }, { $id: 'RotatedApiClient' });
export const RotateSecret = bodyOf('RotateSecret', {
  graceHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 168, default: 24, description: 'How long the present secret goes on working beside the new one; 0 ends it at once.' })),
});
export const NewClientKey = bodyOf('NewClientKey', {
  publicKey,
  replaces: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'The id of a key that goes at the same moment.' })),
});

export const ApiKey = Type.Object(program, { $id: 'ApiKey', description: 'A key that opens by itself, for a small script.' });
export const ApiKeyList = listOf('ApiKeyList', ref(ApiKey));
export const CreatedApiKey = Type.Object(
  { ...program, key: Type.String({ description: 'Shown this once. Send it as `Authorization: Bearer …`.', examples: ['vestibule_key_…'] }) },
  { $id: 'CreatedApiKey' },
);
export const NewApiKey = bodyOf('NewApiKey', { name, scopes, expiresAt });
export const ApiKeyChanges = bodyOf('ApiKeyChanges', changes, { minProperties: 1 });

// RFC 6749 lets a client send parameters we do not know, and has us ignore them.
const proof = {
  client_id: Type.Optional(Type.String({ maxLength: 200, description: 'Unless given by Basic authentication.' })),
  client_secret: Type.Optional(Type.String({ maxLength: 200 })),
  client_assertion_type: Type.Optional(Type.String({ maxLength: 100, description: '`urn:ietf:params:oauth:client-assertion-type:jwt-bearer`' })),
  client_assertion: Type.Optional(Type.String({ maxLength: 5_000, description: `A JWT the client has signed (${assertionAlgorithms.join(', ')}): iss and sub its id, aud our issuer, jti new every time, exp within ten minutes.` })),
};
export const TokenRequest = Type.Object(
  {
    grant_type: Type.String({ examples: ['client_credentials'] }),
    scope: Type.Optional(Type.String({ maxLength: 1000, description: 'Separated by spaces; all of the client\'s when absent. Ask for what you need and no more.' })),
    ...proof,
  },
  { $id: 'TokenRequest' },
);
export const RevocationRequest = Type.Object(
  { token: Type.String({ maxLength: 5_000 }), token_type_hint: Type.Optional(Type.String({ maxLength: 100 })), ...proof },
  { $id: 'RevocationRequest' },
);

export const Token = Type.Object(
  { access_token: Type.String(), token_type: oneOf(['Bearer']), expires_in: Type.Integer({ description: 'Seconds.' }), scope: Type.String() },
  { $id: 'Token' },
);

export const TokenProblem = Type.Object(
  {
    error: oneOf(tokenErrors),
    error_description: Type.String(),
  },
  { $id: 'TokenProblem', description: 'An error as in RFC 6749, section 5.2.' },
);
