import Type from 'typebox';
import { ActorKinds, EventTypes } from '../events/schemas.ts';
import { closedList, listOf, Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { messageKinds } from '../mail/message.ts';
import { operationKinds, stepNames } from '../operations/operation.ts';
import { Package } from '../templates/schemas.ts';
import { Status } from './schemas.ts';

const Text = Type.String();
const OptionalText = nullable(Type.String());
const OptionalMoment = nullable(Moment);

const StepNames = closedList('StepName', stepNames, 'A step of the work downstream.');
const TimelineStep = Type.Object({ name: ref(StepNames), state: oneOf(['running', 'done', 'failed']), startedAt: Moment, finishedAt: OptionalMoment }, { $id: 'TimelineStep' });

const TimelineAttempt = Type.Object(
  {
    operationId: Uuid,
    kind: oneOf(operationKinds),
    number: Type.Integer({ minimum: 1, description: 'Which try of the operation.' }),
    state: oneOf(['queued', 'running', 'waiting', 'retrying', 'succeeded', 'failed', 'cancelled'], 'retrying: failed for a reason that passes by itself; another try follows. waiting: the platform is at it.'),
    startedAt: OptionalMoment,
    finishedAt: OptionalMoment,
    nextAttemptAt: OptionalMoment,
    steps: Type.Array(ref(TimelineStep)),
    failure: nullable(Type.Object({ errorCode: Type.Integer(), code: Text, description: Type.String({ description: 'The platform\'s own words.' }), trackingId: OptionalText })),
  },
  { $id: 'TimelineAttempt', description: 'One try to make something true in the cloud platform.' },
);

const TimelineMail = Type.Object(
  {
    kind: oneOf(messageKinds),
    to: Text,
    state: oneOf(['queued', 'accepted', 'deferred', 'refused', 'delayed', 'bounced', 'withdrawn'], 'delayed, bounced: reported after the relay had taken it. withdrawn: given up before it was sent.'),
    nextAttemptAt: OptionalMoment,
    attempts: Type.Array(Type.Object({ at: Moment, outcome: oneOf(['accepted', 'deferred', 'refused', 'delayed', 'bounced']), smtpCode: nullable(Type.Integer()), response: Text })),
    reason: nullable(Type.String({ description: 'Why it was given up, when no attempt says so.' })),
  },
  { $id: 'TimelineMail', description: 'A mail and how far it came, never what it said.' },
);

const TimelineEntry = Type.Object(
  {
    id: Uuid,
    at: Moment,
    type: ref(EventTypes),
    actor: Type.Object({ kind: ref(ActorKinds), name: OptionalText }),
    data: Type.Record(Type.String(), Type.Unknown()),
    traceId: Type.String({ description: 'The same through every hop of one piece of work.' }),
    mail: nullable(ref(TimelineMail)),
    attempt: nullable(ref(TimelineAttempt)),
  },
  { $id: 'TimelineEntry' },
);
export const Timeline = listOf('Timeline', ref(TimelineEntry));

export const SupportDocument = Type.Object(
  {
    product: Type.Object({ name: Text, version: Text }),
    at: Moment,
    subscriber: Type.Object({
      id: Uuid, reference: Text, userId: Text, firstName: Text, lastName: Text, email: OptionalText, emailConfirmed: Type.Boolean(),
      primaryPhoneNumber: OptionalText, mobilePhoneNumber: OptionalText, extension: OptionalText, package: ref(Package),
      status: ref(Status), reason: OptionalText, lastStatusChange: Moment, createdAt: Moment, selfActivated: Type.Boolean(),
      spEnterpriseId: Text, customerId: Uuid, customerName: Text, templateId: Uuid, templateName: Text,
    }),
    errors: Type.Array(Type.Object({ errorCode: Type.Integer(), code: Text, title: Text, description: Text, trackingId: OptionalText })),
    attempts: Type.Array(ref(TimelineAttempt)),
    mails: Type.Array(Type.Object({ ...TimelineMail.properties, at: Moment })),
    trackingIds: Type.Array(Text),
  },
  { $id: 'SupportDocument', description: 'What somebody needs who is asked for help with one user.' },
);
