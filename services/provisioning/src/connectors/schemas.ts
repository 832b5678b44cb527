import Type from 'typebox';
import { LastCheck, UsedBy } from '../checks/schemas.ts';
import { bodyOf, closedList, listOf, Moment, nullable, ProblemCodes, ref, Uuid } from '../http/schema.ts';

const Kind = closedList('ConnectorKind', ['webex'], 'Which cloud platform. More may be added.');
const kind = ref(Kind);

const Health = Type.Object(
  {
    lastSuccessAt: nullable(Moment),
    lastFailure: nullable(Type.Object({ at: Moment, code: ref(ProblemCodes), detail: Type.String({ description: 'The platform\'s own words.' }) })),
    attempts: Type.Integer({ description: 'Pieces of work of users that ended in the last 24 hours.' }),
    failures: Type.Integer({ description: 'Those of them that failed because the platform did not answer or refused our credentials.' }),
  },
  { $id: 'ConnectorHealth', description: 'What the work of users has shown.' },
);

export const Connector = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    kind,
    baseUrl: Type.String(),
    hasCredentials: Type.Boolean({ description: 'A token is stored. It is never shown.' }),
    usedBy: Type.Array(ref(UsedBy)),
    lastCheck: nullable(ref(LastCheck)),
    health: ref(Health),
    createdAt: Moment,
    version: Type.Integer(),
  },
  { $id: 'Connector', description: 'The configured way to one cloud platform.' },
);
export const ConnectorList = listOf('ConnectorList', ref(Connector));

const name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', examples: ['Webex'] });
const baseUrl = Type.String({ minLength: 1, maxLength: 500, examples: ['https://webexapis.com/v1'] });
const accessToken = Type.String({ minLength: 1, maxLength: 4000, description: 'Stored encrypted and never shown again.' });

export const NewConnector = bodyOf('NewConnector', { name, kind, baseUrl, accessToken });
export const ConnectorChanges = bodyOf(
  'ConnectorChanges',
  { name: Type.Optional(name), baseUrl: Type.Optional(baseUrl), accessToken: Type.Optional(accessToken) },
  { minProperties: 1, description: 'A JSON merge patch: what is absent stays. Another host needs the token again.' },
);
