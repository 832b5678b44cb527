import Type from 'typebox';
import { LastCheck, UsedBy } from '../checks/schemas.ts';
import { bodyOf, listOf, Moment, nullable, oneOf, oneOfKinds, ProblemAction, ProblemCodes, ref, Uuid } from '../http/schema.ts';
import type { NewConnector as NewConnectorInput } from './create-connector.ts';
import type { DescribedConnector } from './describe-connectors.ts';
import { dryRunOutcomes, dryRunSteps } from './dry-run-step.ts';
import { connectorKinds, kinds } from './kinds.ts';
import { connectorAuths } from './settings.ts';
import type { ConnectorInput } from './update-connector.ts';

const Limits = Type.Object(
  {
    callsPerSecond: Type.Number({ description: 'So many requests a second at most, over all workers.' }),
    concurrency: Type.Integer({ description: 'So many users are worked on at once.' }),
    openAfter: Type.Integer({ description: 'After so many passing failures in a row work is held back.' }),
  },
  { $id: 'ConnectorLimits' },
);

const Health = Type.Object(
  {
    lastSuccessAt: nullable(Moment),
    lastFailure: nullable(Type.Object({ at: Moment, code: ref(ProblemCodes), action: ref(ProblemAction), detail: Type.String({ description: 'The platform\'s own words.' }) })),
    attempts: Type.Integer({ description: 'Pieces of work of users that ended in the last 24 hours.' }),
    failures: Type.Integer({ description: 'Those of them that failed because the platform did not answer or refused our credentials.' }),
  },
  { $id: 'ConnectorHealth', description: 'What the work of users has shown.' },
);

const Hold = Type.Object(
  {
    since: Moment,
    code: ref(ProblemCodes),
    action: ref(ProblemAction),
    detail: Type.String({ description: 'The platform\'s own words.' }),
    nextProbeAt: Moment,
    probes: Type.Integer({ description: 'How often it was tried in vain whether the platform is well again.' }),
  },
  { $id: 'ConnectorHold', description: 'Work waits, because the platform failed too often or refuses our credentials. Nobody\'s activation ends by that.' },
);

/** One component for each kind, which `kind` tells apart. */
const ofEachKind = (name: string, about: string, schemaOf: (kind: (typeof connectorKinds)[number]) => { properties: Record<string, object>; required: readonly string[]; strict: boolean }) =>
  oneOfKinds(name, about, connectorKinds.map((kind) => {
    const { properties, required, strict } = schemaOf(kind);
    const title = `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
    return Type.Unsafe<object>({ $id: `${name}${title}`, type: 'object', description: kinds[kind].about, properties: { kind: { type: 'string', const: kind }, ...properties }, required: ['kind', ...required], ...(strict && { additionalProperties: false }) });
  }));

const facts = {
  id: Uuid,
  name: Type.String(),
  limits: ref(Limits),
  hasCredentials: Type.Boolean({ description: 'Secrets are stored. They are never shown.' }),
  usedBy: Type.Array(ref(UsedBy)),
  lastCheck: nullable(ref(LastCheck)),
  health: ref(Health),
  hold: nullable(ref(Hold)),
  pausedUntil: nullable(Type.Unsafe<Date | string>({ ...Moment, description: 'The platform asked for silence until then.' })),
  createdAt: Moment,
  version: Type.Integer(),
};
export const Connector = Type.Unsafe<DescribedConnector>(
  ofEachKind('Connector', 'The configured way to one cloud platform.', (kind) => ({ properties: { ...facts, ...kinds[kind].shows }, required: [...Object.keys(facts), ...Object.keys(kinds[kind].shows)], strict: false })),
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
const given = { name, limits: ref(NewLimits) };

export const NewConnector = Type.Unsafe<NewConnectorInput>(
  ofEachKind('NewConnector', 'What a connector takes depends on its kind; of the secrets those of its `auth` are needed. A field of another kind is refused.', (kind) => ({ properties: { ...given, ...kinds[kind].takes }, required: ['name', ...kinds[kind].required], strict: true })),
);
const takes: Readonly<Record<string, object>> = Object.assign({}, ...connectorKinds.map((kind) => kinds[kind].takes));
export const ConnectorChanges = Type.Unsafe<ConnectorInput>({
  $id: 'ConnectorChanges', type: 'object', additionalProperties: false, minProperties: 1,
  description: 'A JSON merge patch: what is absent stays. The kind stays, and a field of another kind is refused. Another host needs the secrets again.',
  properties: { ...given, ...takes, auth: { type: 'string', enum: [...connectorAuths], description: 'One that the kind takes.' } },
});

export const MappingPreview = bodyOf('MappingPreview', { mapping: Type.Record(Type.String(), Type.String({ maxLength: 500 })) });
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
        action: nullable(ref(ProblemAction)),
        detail: nullable(Type.String()),
        latencyMs: nullable(Type.Integer()),
      }),
    ),
    account: nullable(Type.Object({ ref: Type.String(), state: Type.String() }, { description: 'The account the sample user has already.' })),
    changesWith: nullable(oneOf(['PATCH', 'PUT'], 'How the account of a user is changed: only what differs is sent, or the whole account is read and sent back. A platform that refuses `PATCH` is sent `PUT`. Null where nothing is called, where there is only one way, or where the platform did not tell.')),
    request: Type.Unknown({ description: 'What would be sent to create the sample user.' }),
  },
  { $id: 'ConnectorDryRun' },
);
