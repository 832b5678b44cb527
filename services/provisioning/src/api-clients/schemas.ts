import Type from 'typebox';
import { grantableScopes } from '../access.ts';
import { bodyOf, closedList, listOf, Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { tokenErrors } from './token-refusal.ts';

const Scope = closedList('Scope', grantableScopes, 'The `spark-admin:` names are those of the published API. `admin` decides over access itself, hence over everything.');
const scopes = Type.Array(ref(Scope), { minItems: 1, maxItems: grantableScopes.length, uniqueItems: true });

const client = {
  id: { ...Uuid, description: 'The `client_id` of the token request.' },
  name: Type.String(),
  scopes: Type.Array(ref(Scope)),
  expiresAt: nullable(Moment),
  createdAt: Moment,
  createdBy: nullable(Type.String({ description: 'Who created it; null where nobody wrote that down.' })),
  lastUsedAt: nullable(Moment),
  previousSecretUntil: nullable({ ...Moment, description: 'Until when the secret before the present one works; null when it does not any more.' }),
};

export const ApiClient = Type.Object(client, { $id: 'ApiClient', description: 'A program with credentials.' });
export const ApiClientList = listOf('ApiClientList', ref(ApiClient));
export const CreatedApiClient = Type.Object(
  { ...client, clientSecret: Type.String({ description: 'Shown this once.' }) },
  { $id: 'CreatedApiClient' },
);
export const NewApiClient = bodyOf('NewApiClient', {
  name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', examples: ['Order system'] }),
  scopes,
  expiresAt: Type.Optional(nullable(Type.String({ format: 'date-time', description: 'After this the client opens nothing; never when absent.' }))),
});
export const RotateSecret = bodyOf('RotateSecret', {
  graceHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 168, default: 24, description: 'How long the present secret goes on working beside the new one; 0 ends it at once.' })),
});

// RFC 6749 lets a client send parameters we do not know, and has us ignore them.
export const TokenRequest = Type.Object(
  {
    grant_type: Type.String({ examples: ['client_credentials'] }),
    scope: Type.Optional(Type.String({ maxLength: 1000, description: 'Separated by spaces; all of the client\'s when absent.' })),
    client_id: Type.Optional(Type.String({ maxLength: 200, description: 'Unless given by Basic authentication.' })),
    client_secret: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { $id: 'TokenRequest' },
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
