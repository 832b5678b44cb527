import Type from 'typebox';
import { CloudEventSchema } from '../events/feed-schemas.ts';
import { bodyOf, closedList, listOf, Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { attemptOutcomes, deliveryStates, disabledReasons, TEST_TYPE, webhookHealths, webhookStates } from './webhook.ts';

const url = Type.String({ minLength: 1, maxLength: 1000, description: 'https. It is shown to whoever may see webhooks, so keep keys out of it; the signature proves who sends.', examples: ['https://oss.example.com/hooks/vestibule'] });
const description = Type.String({ maxLength: 200, description: 'What it is for, in your words.' });
const types = Type.Array(Type.String({ pattern: '^[a-z0-9_.]+$', maxLength: 100, examples: ['subscriber.provisioned'] }), { maxItems: 100, description: 'Event types or their beginnings; `io.vestibule.` may be left out. None is all.' });
const secret = Type.String({ maxLength: 200, description: '`whsec_` and 24 to 64 random bytes in base64; leave it out to have one made. One that is easy to guess is refused.' });

const Health = Type.Object(
  {
    is: oneOf(webhookHealths, '`new` until the first attempt; `failing` when the last attempt failed.'),
    lastSuccessAt: nullable(Moment),
    lastFailureAt: nullable(Moment),
    failingSince: nullable(Moment),
    failures: Type.Integer({ description: 'In a row.' }),
    pending: Type.Integer({ description: 'Events that wait; 10,000 means that many or more.' }),
  },
  { $id: 'WebhookHealth' },
);
const Replay = Type.Object(
  {
    failedOnly: Type.Boolean(),
    from: Moment,
    to: Moment,
    startedAt: Moment,
    done: Type.Integer({ description: 'How many were delivered or given up.' }),
    total: nullable(Type.Integer({ description: 'Of how many; null while that is not known.' })),
  },
  { $id: 'WebhookReplay', description: 'Events that are being sent once more.' },
);
const webhook = {
  id: Uuid,
  url: Type.String(),
  description: Type.String(),
  types: Type.Array(Type.String(), { description: 'None is all.' }),
  state: oneOf(webhookStates),
  disabledReason: nullable(oneOf(disabledReasons, '`gone`: the receiver answered 410. `failing`: no success for five days and a whole schedule used up.')),
  disabledAt: nullable(Moment),
  publicKey: Type.String({ description: '`whpk_` and the ed25519 public key in base64, for `v1a` signatures.' }),
  previousSecretUntil: nullable({ ...Moment, description: 'Until when everything is signed with the secret of before as well.' }),
  previousKeyUntil: nullable({ ...Moment, description: 'Until when everything is signed with the ed25519 key of before as well.' }),
  health: ref(Health),
  replay: nullable(ref(Replay)),
  createdBy: nullable(Type.String()),
  createdAt: Moment,
  version: Type.Integer(),
};
export const Webhook = Type.Object(webhook, { $id: 'Webhook', description: 'Where events are sent, by Standard Webhooks 1.0.0.' });
export const WebhookList = listOf('WebhookList', ref(Webhook));
export const WebhookWithSecret = Type.Object({ ...webhook, secret: Type.String({ description: 'For `v1` signatures. Shown this once.' }) }, { $id: 'WebhookWithSecret' });
export const NewWebhook = bodyOf('NewWebhook', { url, description: Type.Optional(description), types: Type.Optional(types), secret: Type.Optional(secret) });
export const WebhookChanges = bodyOf('WebhookChanges', { url: Type.Optional(url), description: Type.Optional(description), types: Type.Optional(types) }, { minProperties: 1, description: 'A JSON merge patch: what is absent stays.' });
const graceHours = Type.Optional(Type.Integer({ minimum: 0, maximum: 168, default: 24, description: 'How long everything is signed with the present one as well; 0 ends it at once.' }));
export const RotateWebhookSecret = bodyOf('RotateWebhookSecret', { graceHours, secret: Type.Optional(secret) });
export const RotateWebhookKey = bodyOf('RotateWebhookKey', { graceHours });
export const EnableWebhook = bodyOf('EnableWebhook', { skipMissed: Type.Optional(Type.Boolean({ default: false, description: 'Leave out what happened while it was disabled, and what was waiting.' })) });
export const ReplayEvents = bodyOf('ReplayEvents', {
  from: Type.String({ format: 'date-time' }),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Now, when absent.' })),
  failedOnly: Type.Optional(Type.Boolean({ default: false, description: 'Only what was given up.' })),
});

const DeliveryState = closedList('DeliveryState', deliveryStates, '`pending`: to be sent, again perhaps. `failed`: given up after ten attempts. `skipped`: left out when the webhook was enabled without what was missed.');
const AttemptOutcome = closedList('AttemptOutcome', attemptOutcomes, '`delivered`: any 2xx. `redirected`: 3xx, which is not followed. `gone`: 410, which disables the webhook. `refused`: any other status. `unreached`: nothing was sent. `timed_out`: no whole answer within 20 seconds.');
const Attempt = Type.Object(
  {
    number: Type.Integer(),
    at: Moment,
    durationMs: Type.Integer(),
    outcome: ref(AttemptOutcome),
    status: nullable(Type.Integer({ description: 'Of the receiver\'s answer.' })),
    detail: nullable(Type.String({ description: 'Why there was no answer.' })),
    reply: nullable(Type.String({ description: 'The first 1,000 characters of the receiver\'s answer.' })),
  },
  { $id: 'DeliveryAttempt' },
);
const delivery = {
  id: { ...Uuid, description: 'The event\'s id: what the receiver gets as `webhook-id`.' },
  type: Type.String({ description: `The event's type; \`${TEST_TYPE}\` for a test.` }),
  sequence: nullable(Type.Integer({ description: 'The event\'s number on the feed; null for a test.' })),
  state: ref(DeliveryState),
  nextAttemptAt: nullable({ ...Moment, description: 'Not before this moment, and not before an earlier event of the same user.' }),
  createdAt: Moment,
  settledAt: nullable(Moment),
  attempts: Type.Array(ref(Attempt)),
};
export const Delivery = Type.Object(delivery, { $id: 'Delivery', description: 'One event for one webhook, with every attempt. Kept for 30 days.' });
export const DeliveryList = listOf('DeliveryList', ref(Delivery));
export const DeliveryWithEvent = Type.Object({ ...delivery, event: nullable(ref(CloudEventSchema)) }, { $id: 'DeliveryWithEvent' });

export const deliveryQuery = {
  from: Type.Optional(Type.String({ format: 'date-time', description: 'Events that happened at this moment or later.' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Events that happened before this moment.' })),
  state: Type.Optional(ref(DeliveryState)),
  subscriberId: Type.Optional({ ...Uuid, description: 'Events about this user.' }),
  type: Type.Optional(Type.String({ maxLength: 2000, pattern: '^[a-z0-9_.]+(,[a-z0-9_.]+)*$', description: 'One or more types or beginnings of types, separated by commas.' })),
};
