import Type, { type Static } from 'typebox';
import { bodyOf, closedList, listOf, Moment, nullable, oneOf, pageQuery, ref, Uuid } from '../http/schema.ts';
import { Package } from '../templates/schemas.ts';
import { type Delimiter, delimiters, type Encoding, encodings, exportColumns, type Sort, sorts } from './list-options.ts';
import { actions, retryModes, statuses } from './subscriber.ts';

export const Status = closedList('SubscriberStatus', statuses, 'Where the user stands; the words of the published API.');
const Action = closedList('SubscriberAction', actions, 'What may be done with the user now.');

const SubscriberError = Type.Object(
  { errorCode: Type.Integer({ description: 'Number of the published API, or ours from 900000.' }), code: Type.String(), description: Type.String() },
  { $id: 'SubscriberError', description: 'An error of the last background attempt.' },
);

export const Subscriber = Type.Object(
  {
    id: Uuid,
    userId: Type.String({ description: 'BroadWorks user id.' }),
    spEnterpriseId: Type.String(),
    firstName: Type.String(),
    lastName: Type.String(),
    email: nullable(Type.String()),
    primaryPhoneNumber: nullable(Type.String()),
    mobilePhoneNumber: nullable(Type.String()),
    extension: nullable(Type.String()),
    package: ref(Package),
    status: ref(Status),
    reason: nullable(Type.String({ description: 'Machine word for why it stands there, e.g. waiting_for_email, retrying, or a problem code.' })),
    errors: Type.Array(ref(SubscriberError)),
    templateId: Uuid,
    templateName: Type.String(),
    customerId: Uuid,
    customerName: Type.String(),
    reference: Type.String({ description: 'What the user reads out on the phone; the list can be searched for it.' }),
    selfActivated: Type.Boolean(),
    allowedActions: Type.Array(ref(Action)),
    createdAt: Moment,
    lastStatusChange: Moment,
    version: Type.Integer(),
  },
  { $id: 'Subscriber' },
);
export type SubscriberAnswer = Static<typeof Subscriber>;
export const SubscriberList = listOf('SubscriberList', ref(Subscriber));

export const wordsOf = (list: readonly string[], what: string) =>
  Type.String({ pattern: `^(${list.join('|')})(,(${list.join('|')}))*$`, description: `One or more ${what}, separated by commas.` });

export const filterQuery = {
  templateId: Type.Optional(Uuid),
  customerId: Type.Optional(Uuid),
  status: Type.Optional(wordsOf(statuses, 'statuses')),
  package: Type.Optional(wordsOf(['softphone', 'basic', 'standard', 'premium'], 'packages')),
  reason: Type.Optional(Type.String({ maxLength: 400, pattern: '^[a-z0-9_]+(\\.[a-z0-9_]+)*(,[a-z0-9_]+(\\.[a-z0-9_]+)*)*$', description: 'One or more machine words for why a user stands there, separated by commas, e.g. `cloud.email_in_use_elsewhere`.' })),
  unchangedFor: Type.Optional(Type.Integer({ minimum: 1, maximum: 525_600, description: 'Only who has stood in the status for longer than so many minutes.' })),
  excludeProvisioned: Type.Optional(Type.Boolean({ description: 'Only what is not finished.' })),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of BroadWorks id, name, e-mail address or reference; case and accents do not matter.' })),
};
export const sortQuery = { sort: Type.Optional(Type.Unsafe<Sort>({ type: 'string', enum: [...sorts], default: '-lastStatusChange' })) };

export const SubscriberFilter = Type.Object(filterQuery, { $id: 'SubscriberFilter', additionalProperties: false, description: 'The same fields as the list of users; without any, everybody.' });

export const listQuery = Type.Object({ ...filterQuery, ...sortQuery, ...pageQuery });
export const countQuery = Type.Object(filterQuery);
/** How a file is written: order, columns and what programs that open it expect. */
export const exportFormat = {
  ...sortQuery,
  columns: Type.Optional(Type.String({ pattern: `^(${exportColumns.join('|')})(,(${exportColumns.join('|')}))*$`, description: `Which columns, separated by commas and in this order; all without it: ${exportColumns.join(', ')}.` })),
  delimiter: Type.Optional(Type.Unsafe<Delimiter>({ type: 'string', enum: [...delimiters], default: ',' })),
  encoding: Type.Optional(Type.Unsafe<Encoding>({ type: 'string', enum: [...encodings], default: 'spreadsheet', description: 'spreadsheet: cells that would run as formulas get an apostrophe; raw: values as they are.' })),
  bom: Type.Optional(Type.Boolean({ description: 'Start with a byte order mark, which some spreadsheets need for accents.' })),
};
export const exportQuery = Type.Object({ ...filterQuery, ...exportFormat });

const Amount = Type.Integer({ minimum: 0 });
export const ExportSize = Type.Object(
  {
    rows: Type.Integer({ minimum: 0, description: 'How many users the file would hold.' }),
    capped: Type.Boolean({ description: 'Counting stopped: there are more than `rows`.' }),
    inBackground: Type.Boolean({ description: 'Too many to wait for: ask for a file by `POST /v1/exports`.' }),
  },
  { $id: 'ExportSize' },
);

export const SubscriberCounts = Type.Object(
  {
    total: Amount,
    byStatus: Type.Object(Object.fromEntries(statuses.map((status) => [status, Amount])) as Record<(typeof statuses)[number], typeof Amount>),
    capped: Type.Boolean({ description: 'A number is 10,000 and means "10,000 or more".' }),
  },
  { $id: 'SubscriberCounts' },
);

export const RetryActivation = bodyOf('RetryActivation', {
  email: Type.String({ minLength: 3, maxLength: 320 }),
  mode: oneOf(retryModes, 'verify: mail a code. vouch: the address counts as proven and the work starts at once; audited.'),
});
export const ChangePackage = bodyOf('ChangePackage', { package: ref(Package) });
export const MoveTemplate = bodyOf('MoveTemplate', { templateId: Uuid });
