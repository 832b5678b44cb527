import Type from 'typebox';
import { Finding } from '../checks/schemas.ts';
import { Connector } from '../connectors/schemas.ts';
import { Moment, nullable, oneOf, ProblemAction, ProblemCodes, ProblemOwner, ref, Uuid } from '../http/schema.ts';
import { Status } from '../subscribers/schemas.ts';
import { funnelStages } from '../tallies/tallied.ts';
import { lostReasons } from '../webhooks/webhook.ts';
import { activityDays, setupSteps } from './waiting.ts';

const Amount = Type.Integer({ minimum: 0 });
const trouble = {
  count: Amount,
  capped: Type.Boolean({ description: 'The number is 10,000 and means "10,000 or more".' }),
  since: { ...Moment, description: 'Since when the one who waits longest stands there.' },
  latest: { ...Moment, description: 'When the last one came there.' },
};

const HomeFailure = Type.Object(
  { code: ref(ProblemCodes), owner: ref(ProblemOwner), action: ref(ProblemAction), ...trouble },
  { $id: 'HomeFailure', description: 'Users who failed for one cause; `reason` in the list of users takes the code.' },
);
const HomeWaiting = Type.Object(
  { status: ref(Status), minutes: Type.Integer({ description: 'They have stood there for longer than this; `unchangedFor` in the list of users takes it.' }), ...trouble },
  { $id: 'HomeWaiting' },
);
const AdapterRefusal = Type.Object(
  { templateId: Uuid, name: Type.String(), account: Type.String({ description: 'The account the refused caller gave; empty when it gave none.' }), at: Moment, reason: nullable(Type.String()) },
  { $id: 'AdapterRefusal', description: 'A call of the adapter that was refused last.' },
);

const ScimRefusal = Type.Object(
  { templateId: Uuid, name: Type.String(), at: Moment, reason: ref(ProblemCodes), action: ref(ProblemAction), call: Type.String({ examples: ['POST /Users'] }), field: nullable(Type.String({ description: 'JSON Pointer to the attribute.' })) },
  { $id: 'ScimRefusal', description: 'A call of an identity system that was refused last.' },
);

const FailedCheck = Type.Object(
  { templateId: Uuid, name: Type.String(), checkedAt: Moment, problems: Type.Array(ref(Finding)) },
  { $id: 'FailedCheck', description: 'A template whose last check has found problems.' },
);

const LostWebhook = Type.Object(
  { id: Uuid, name: Type.String({ description: 'What it is for, or its host.' }), reason: oneOf(lostReasons), disabledAt: Moment },
  { $id: 'LostWebhook', description: 'A webhook that was disabled because of its receiver.' },
);

export const Home = Type.Object(
  {
    failures: Type.Array(ref(HomeFailure)),
    waiting: Type.Array(ref(HomeWaiting)),
    adapterRefusals: Type.Array(ref(AdapterRefusal)),
    scimRefusals: Type.Array(ref(ScimRefusal)),
    connectors: Type.Array(ref(Connector), { description: 'Those in trouble now.' }),
    failedChecks: Type.Array(ref(FailedCheck)),
    webhooks: Type.Array(ref(LostWebhook), { description: 'None for who may not work on webhooks.' }),
    setup: Type.Array(Type.Object({ step: oneOf(setupSteps), done: Type.Boolean() }), { description: 'What a new provider does first.' }),
  },
  { $id: 'Home' },
);

export const Activity = Type.Object(
  {
    from: Moment,
    funnel: Type.Array(Type.Object({ stage: oneOf(funnelStages), count: Amount }), { description: 'Of the users handed over since `from`: how many have come to each stage by now.' }),
    trend: Type.Array(Type.Object({ day: Moment, handed_over: Amount, provisioned: Amount, failed: Amount }), { description: 'One entry a day (UTC), today last.' }),
  },
  { $id: 'Activity' },
);
export const activityQuery = Type.Object({ days: Type.Optional(Type.Unsafe<(typeof activityDays)[number]>({ type: 'integer', enum: [...activityDays], default: 30 })) });
