import Type from 'typebox';
import { bodyOf, ref } from '../http/schema.ts';
import { Package } from '../templates/schemas.ts';

const Text = (maxLength: number) => Type.String({ maxLength });

export const BroadworksSubscriber = Type.Object(
  {
    id: Type.String({ description: 'Opaque: base64 of a URN.' }),
    personId: Type.Optional(Type.String({ description: 'Only when provisioned.' })),
    provisioningId: Type.String(),
    userId: Type.String(),
    spEnterpriseId: Type.String(),
    firstName: Type.String(),
    lastName: Type.String(),
    email: Type.Optional(Type.String()),
    primaryPhoneNumber: Type.Optional(Type.String()),
    mobilePhoneNumber: Type.Optional(Type.String()),
    extension: Type.Optional(Type.String()),
    package: Type.String(),
    status: Type.String(),
    errors: Type.Optional(Type.Array(Type.Object({ errorCode: Type.Integer(), description: Type.String() }))),
    created: Type.String({ format: 'date-time' }),
    lastStatusChange: Type.String({ format: 'date-time' }),
    selfActivated: Type.Boolean(),
  },
  { $id: 'BroadworksSubscriber', description: 'A subscriber in the form of the published Webex for BroadWorks API.' },
);
export const BroadworksSubscriberList = Type.Object({ items: Type.Array(ref(BroadworksSubscriber)) }, { $id: 'BroadworksSubscriberList' });

export const NewBroadworksSubscriber = bodyOf('NewBroadworksSubscriber', {
  provisioningId: Text(200),
  userId: Type.String({ minLength: 1, maxLength: 161 }),
  spEnterpriseId: Type.String({ minLength: 1, maxLength: 161 }),
  firstName: Type.String({ minLength: 1, maxLength: 80 }),
  lastName: Type.String({ minLength: 1, maxLength: 80 }),
  package: ref(Package),
  email: Type.Optional(Text(320)),
  primaryPhoneNumber: Type.Optional(Text(30)),
  mobilePhoneNumber: Type.Optional(Text(30)),
  extension: Type.Optional(Text(20)),
  language: Type.Optional(Text(10)),
  timezone: Type.Optional(Text(60)),
});

export const BroadworksSubscriberChanges = bodyOf('BroadworksSubscriberChanges', {
  userId: Type.Optional(Text(161)),
  firstName: Type.Optional(Text(80)),
  lastName: Type.Optional(Text(80)),
  package: Type.Optional(ref(Package)),
  primaryPhoneNumber: Type.Optional(Text(30)),
  mobilePhoneNumber: Type.Optional(Text(30)),
  extension: Type.Optional(Text(20)),
  timezone: Type.Optional(Text(60)),
});

export const PublishedError = Type.Object(
  {
    message: Type.String(),
    errors: Type.Array(Type.Object({ description: Type.String(), errorCode: Type.Optional(Type.Integer()), fieldName: Type.Optional(Type.String()) })),
    trackingId: Type.String({ description: 'The same as in the header TrackingID.' }),
  },
  { $id: 'PublishedError', description: 'An error in the form of the published API.' },
);

export const searchQuery = Type.Object({
  userId: Type.Optional(Type.String()),
  personId: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  provisioningId: Type.Optional(Type.String()),
  spEnterpriseId: Type.Optional(Type.String({ description: 'Send + as %2B.' })),
  status: Type.Optional(Type.String({ description: 'One or more statuses, separated by commas.' })),
  lastStatusChange: Type.Optional(Type.String({ description: 'Changed at or after: epoch milliseconds or ISO 8601.' })),
  after: Type.Optional(Type.String({ description: 'Created after: epoch milliseconds or ISO 8601.' })),
  selfActivated: Type.Optional(Type.Boolean()),
  max: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 2000, description: 'As found in the Link header.' })),
});

const meanings: Record<string, string> = {
  400: 'The request is not valid.', 401: 'No valid token.', 403: 'The token lacks the scope.', 404: 'There is no such subscriber.', 409: 'The state does not allow this.', 429: 'Too soon, or too often.',
};

/** Documented errors in the published form. */
export const publishedRefusals = (...codes: ('400' | '401' | '403' | '404' | '409' | '429')[]) =>
  Object.fromEntries(codes.map((code) => [code, { description: meanings[code], content: { 'application/json': { schema: ref(PublishedError) } } }]));

