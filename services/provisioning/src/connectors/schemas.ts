import Type from 'typebox';
import { LastCheck, UsedBy } from '../checks/schemas.ts';
import { bodyOf, closedList, listOf, Moment, nullable, oneOf, ProblemCodes, ref, Uuid } from '../http/schema.ts';
import { dryRunOutcomes, dryRunSteps } from './dry-run-step.ts';
import { connectorAuths, connectorKinds, removals } from './settings.ts';

const Kind = closedList('ConnectorKind', connectorKinds, 'Which cloud platform; `none` records only and calls nothing. More may be added.');
const Auth = closedList('ConnectorAuth', connectorAuths, 'How we prove who we are: a token that is given (webex, scim), a service app with a refresh token (webex), or OAuth client credentials (scim).');
const auth = ref(Auth);
const removal = oneOf(removals, 'scim: what becomes of an account whose user is removed.');
const Limits = Type.Object(
  {
    callsPerSecond: Type.Number({ description: 'So many requests a second at most, over all workers.' }),
    concurrency: Type.Integer({ description: 'So many users are worked on at once.' }),
    openAfter: Type.Integer({ description: 'After so many passing failures in a row work is held back.' }),
  },
  { $id: 'ConnectorLimits' },
);
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

const Hold = Type.Object(
  {
    since: Moment,
    code: ref(ProblemCodes),
    detail: Type.String({ description: 'The platform\'s own words.' }),
    nextProbeAt: Moment,
    probes: Type.Integer({ description: 'How often it was tried in vain whether the platform is well again.' }),
  },
  { $id: 'ConnectorHold', description: 'Work waits, because the platform failed too often or refuses our credentials. Nobody\'s activation ends by that.' },
);
const Mapping = Type.Record(Type.String(), Type.String({ maxLength: 500 }), { description: 'scim: attribute by attribute (RFC 7643) the text to send, with {email} and the like in it.' });

export const Connector = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    kind,
    baseUrl: nullable(Type.String({ description: 'Null for the kind `none`.' })),
    auth: nullable(auth),
    clientId: nullable(Type.String()),
    tokenUrl: nullable(Type.String()),
    scope: nullable(Type.String()),
    precheck: nullable(Type.Boolean({ description: 'webex: people are checked before their account is made.' })),
    removal: nullable(removal),
    mapping: nullable(Mapping),
    limits: ref(Limits),
    hasCredentials: Type.Boolean({ description: 'Secrets are stored. They are never shown.' }),
    usedBy: Type.Array(ref(UsedBy)),
    lastCheck: nullable(ref(LastCheck)),
    health: ref(Health),
    hold: nullable(ref(Hold)),
    pausedUntil: nullable(Type.Unsafe<Date | string>({ ...Moment, description: 'The platform asked for silence until then.' })),
    createdAt: Moment,
    version: Type.Integer(),
  },
  { $id: 'Connector', description: 'The configured way to one cloud platform.' },
);
export const ConnectorList = listOf('ConnectorList', ref(Connector));

const NewLimits = Type.Object(
  {
    callsPerSecond: Type.Optional(Type.Number({ minimum: 0.1, maximum: 100 })),
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    openAfter: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  { $id: 'NewConnectorLimits', additionalProperties: false },
);

const name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', examples: ['Webex'] });
const baseUrl = Type.String({ minLength: 1, maxLength: 500, examples: ['https://webexapis.com/v1'] });
const secret = (what: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 4000, description: `${what}. Stored encrypted and never shown again.` }));
const text = (description: string) => Type.String({ minLength: 1, maxLength: 500, description });
const given = {
  auth: Type.Optional(auth),
  accessToken: secret('For `access_token`'),
  clientId: Type.Optional(text('For `service_app` and `client_credentials`.')),
  clientSecret: secret('For `service_app` and `client_credentials`'),
  refreshToken: secret('For `service_app`'),
  tokenUrl: Type.Optional(nullable(text('scim: where client credentials are exchanged for tokens.'))),
  scope: Type.Optional(nullable(text('scim: asked for with client credentials.'))),
  precheck: Type.Optional(Type.Boolean({ description: 'webex: check people before their account is made. True unless told otherwise.' })),
  removal: Type.Optional(removal),
  mapping: Type.Optional(Mapping),
  limits: Type.Optional(ref(NewLimits)),
};

export const NewConnector = bodyOf(
  'NewConnector',
  { name, kind, baseUrl: Type.Optional(baseUrl), ...given },
  { description: 'Which fields are needed depends on the kind: all but `none` need `baseUrl` and the secrets of their `auth`. A field of another kind is refused.' },
);
export const ConnectorChanges = bodyOf(
  'ConnectorChanges',
  { name: Type.Optional(name), baseUrl: Type.Optional(baseUrl), ...given },
  { minProperties: 1, description: 'A JSON merge patch: what is absent stays. Another host needs the secrets again.' },
);

export const MappingPreview = bodyOf('MappingPreview', { mapping: Mapping });
export const MappedUser = Type.Object({ user: Type.Unknown({ description: 'As RFC 7643 writes a user.' }) }, { $id: 'MappedUser', description: 'A made-up user as a mapping sends them.' });
export const HoldChange = bodyOf('ConnectorHoldChange', { action: oneOf(['probe', 'close']) });

export const DryRunRequest = bodyOf('DryRunRequest', {
  userId: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Of a sample user; a made-up one unless given.' })),
  email: Type.Optional(Type.String({ minLength: 3, maxLength: 254 })),
});
export const DryRun = Type.Object(
  {
    ok: Type.Boolean({ description: 'No step found a problem.' }),
    steps: Type.Array(
      Type.Object({
        step: oneOf(dryRunSteps, 'Get a token, read, search for the sample user, ask whether one could be made, show what would be sent.'),
        outcome: oneOf(dryRunOutcomes),
        code: nullable(ref(ProblemCodes)),
        detail: nullable(Type.String()),
        latencyMs: nullable(Type.Integer()),
      }),
    ),
    account: nullable(Type.Object({ ref: Type.String(), state: Type.String() }, { description: 'The account the sample user has already.' })),
    request: Type.Unknown({ description: 'What would be sent to create the sample user.' }),
  },
  { $id: 'ConnectorDryRun' },
);
