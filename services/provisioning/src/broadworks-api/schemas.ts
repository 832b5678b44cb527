import Type, { type TProperties } from 'typebox';
import { closedList, ref } from '../http/schema.ts';
import { statuses } from '../subscribers/subscriber.ts';
import { Package } from '../templates/schemas.ts';

/** Programs send back what they read, and fields that newer versions of the published API know: what is not named here is ignored. */
const tolerantBody = <P extends TProperties>($id: string, properties: P, description: string) => Type.Object(properties, { $id, additionalProperties: true, description: `${description} Fields that are not named are ignored.` });

const Text = (maxLength: number, minLength = 0) => Type.String({ maxLength, ...(minLength && { minLength }) });
const Name = Text(80, 1);
const UserId = Text(161, 1);
const Zone = Type.String({ maxLength: 60, description: 'IANA name, as in America/Los_Angeles.' });

const PublishedStatus = closedList('BroadworksStatus', statuses);

export const BroadworksSubscriber = Type.Object(
  {
    id: Type.String({ description: 'Opaque: unpadded base64 of a URN.' }),
    personId: Type.Optional(Type.String({ description: 'Only when provisioned.' })),
    userId: Type.String(),
    spEnterpriseId: Type.String(),
    firstName: Type.String(),
    lastName: Type.String(),
    email: Type.Optional(Type.String()),
    primaryPhoneNumber: Type.Optional(Type.String()),
    mobilePhoneNumber: Type.Optional(Type.String()),
    extension: Type.Optional(Type.String()),
    package: ref(Package),
    status: ref(PublishedStatus),
    errors: Type.Optional(Type.Array(Type.Object({ errorCode: Type.Integer(), description: Type.String() }), { description: 'Of the last attempt in the background.' })),
    created: Type.String({ format: 'date-time' }),
    lastStatusChange: Type.String({ format: 'date-time' }),
    provisioningId: Type.String({ description: 'Of the template.' }),
    selfActivated: Type.Boolean(),
  },
  { $id: 'BroadworksSubscriber', description: 'A subscriber in the form of the published Webex for BroadWorks API. What is not there is left out, never null.' },
);
export const BroadworksSubscriberList = Type.Object({ items: Type.Array(ref(BroadworksSubscriber)) }, { $id: 'BroadworksSubscriberList' });

const numbers = { primaryPhoneNumber: Type.Optional(Text(30)), mobilePhoneNumber: Type.Optional(Text(30)), extension: Type.Optional(Text(20)) };

export const NewBroadworksSubscriber = tolerantBody(
  'NewBroadworksSubscriber',
  {
    provisioningId: Text(200),
    userId: UserId,
    spEnterpriseId: UserId,
    firstName: Name,
    lastName: Name,
    package: ref(Package),
    email: Type.Optional(Text(320)),
    ...numbers,
    language: Type.Optional(Text(10)),
    timezone: Type.Optional(Zone),
  },
  'A subscriber to provision.',
);

export const BroadworksSubscriberChanges = tolerantBody(
  'BroadworksSubscriberChanges',
  { userId: Type.Optional(UserId), firstName: Type.Optional(Name), lastName: Type.Optional(Name), package: Type.Optional(ref(Package)), ...numbers, timezone: Type.Optional(Zone) },
  'What is to change.',
);

export const BroadworksPrecheck = tolerantBody(
  'BroadworksPrecheck',
  {
    email: Text(320),
    provisioningId: Type.Optional(Text(200)),
    userId: Type.Optional(UserId),
    spEnterpriseId: Type.Optional(UserId),
    firstName: Type.Optional(Name),
    lastName: Type.Optional(Name),
    package: Type.Optional(ref(Package)),
    ...numbers,
    language: Type.Optional(Text(10)),
    timezone: Type.Optional(Zone),
    customerInfo: Type.Optional(Type.Object({ primaryEmail: Text(320) }, { additionalProperties: true })),
  },
  'Facts of a subscriber that may be provisioned later.',
);
export const BroadworksPrecheckResult = Type.Object(
  { message: Type.String(), info: Type.Array(Type.Object({ infoCode: Type.Integer(), description: Type.String() })) },
  { $id: 'BroadworksPrecheckResult', description: 'Nothing stands in the way: infoCode 100.' },
);

export const BroadworksDirectorySync = Type.Object(
  { enableDirSync: Type.Boolean(), directorySyncStatus: Type.Object({ syncStatus: Type.String() }) },
  { $id: 'BroadworksDirectorySync', description: 'Always switched off: this service keeps no directory of phone users.' },
);

export const BroadworksEnterprise = Type.Object(
  { id: Type.String({ description: 'Opaque: unpadded base64 of a URN.' }), spEnterpriseId: Type.String(), provisioningId: Type.String(), broadworksDirectorySync: ref(BroadworksDirectorySync) },
  { $id: 'BroadworksEnterprise', description: 'A customer in the form of the published API, without `orgId`: the organization belongs to the cloud platform.' },
);
export const BroadworksEnterpriseList = Type.Object({ items: Type.Array(ref(BroadworksEnterprise)) }, { $id: 'BroadworksEnterpriseList' });

export const PublishedError = Type.Object(
  {
    message: Type.String(),
    errors: Type.Array(Type.Object({ description: Type.String(), errorCode: Type.Optional(Type.Integer()), fieldName: Type.Optional(Type.String()) })),
    trackingId: Type.String({ description: 'The same as in the header TrackingID.' }),
  },
  { $id: 'PublishedError', description: 'An error in the form of the published API.' },
);

const Filter = (description?: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 320, ...(description && { description }) }));
const paging = {
  cursor: Type.Optional(Type.String({ maxLength: 2000, description: 'As found in the Link header.' })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'For programs that count rows themselves; following the links is faster and misses nothing.' })),
};
const max = (most: number, usual: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: usual }));

export const searchQuery = Type.Object({
  userId: Filter(),
  personId: Filter(),
  email: Filter(),
  provisioningId: Filter(),
  spEnterpriseId: Filter('Send + as %2B; one that was not escaped is understood.'),
  status: Filter('One or more statuses, separated by commas.'),
  lastStatusChange: Filter('Changed after: epoch milliseconds or ISO 8601.'),
  after: Filter('Created after: epoch milliseconds or ISO 8601.'),
  selfActivated: Type.Optional(Type.Boolean()),
  max: max(100, 50),
  ...paging,
});

export const enterpriseQuery = Type.Object({
  spEnterpriseId: Filter('The whole id. Send + as %2B; one that was not escaped is understood.'),
  startsWith: Filter('How the id begins.'),
  max: max(1000, 100),
  ...paging,
});

const meanings = {
  400: 'The request is not valid.', 401: 'No valid token.', 403: 'The token lacks the scope.', 404: 'There is no such thing.', 409: 'The state does not allow this.', 413: 'The body is too large.', 415: 'The body is not application/json.',
  429: 'Too soon, or too often: Retry-After tells how many seconds to wait.', 500: 'A fault on our side.', 503: 'A part this depends on does not answer right now.',
} as const;
type Refusal = `${keyof typeof meanings}`;

/** Documented errors in the published form; some can come from everywhere. */
export const publishedRefusals = (...codes: Refusal[]) =>
  Object.fromEntries([...codes, '401', '403', '429', '500', '503'].sort().map((code) => [code, { description: meanings[Number(code) as keyof typeof meanings], content: { 'application/json': { schema: ref(PublishedError) } } }]));
