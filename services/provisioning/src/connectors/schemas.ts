import Type from 'typebox';
import { bodyOf, listOf, Moment, oneOf, ref, Uuid } from '../http/schema.ts';

const kind = oneOf(['webex'], 'Which cloud platform.');

export const Connector = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    kind,
    baseUrl: Type.String(),
    hasCredentials: Type.Boolean({ description: 'A token is stored. It is never shown.' }),
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
