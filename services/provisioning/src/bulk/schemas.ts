import Type, { type Static } from 'typebox';
import { bodyOf, closedList, listOf, Moment, nullable, oneOf, pageQuery, ProblemAction, ref, Uuid } from '../http/schema.ts';
import { SubscriberFilter as Filter } from '../subscribers/schemas.ts';
import { retryModes } from '../subscribers/subscriber.ts';
import { Package } from '../templates/schemas.ts';
import { bulkActions, bulkSources, bulkStates, CONFIRM_FROM, itemStates, MAX_IDS } from './bulk-operation.ts';

const Action = closedList('BulkAction', bulkActions);
const State = closedList('BulkState', bulkStates, 'draft: an import that was read and waits for its start.');
const Amount = Type.Integer({ minimum: 0 });
const mode = oneOf(retryModes, 'verify: mail a code. vouch: the address counts as proven and the work starts at once; audited.');

export const NewBulkOperation = bodyOf('NewBulkOperation', {
  action: ref(Action),
  mode: Type.Optional(mode),
  package: Type.Optional(ref(Package)),
  templateId: Type.Optional(Uuid),
  target: Type.Unsafe<{ ids: string[] } | { filter: Static<typeof Filter> }>({
    description: 'Users named one by one, or all who match a filter now.',
    oneOf: [
      Type.Object({ ids: Type.Array(Uuid, { minItems: 1, maxItems: MAX_IDS }) }, { additionalProperties: false }),
      Type.Object({ filter: ref(Filter) }, { additionalProperties: false }),
    ],
  }),
  dryRun: Type.Optional(Type.Boolean({ description: 'Only count; nothing is changed.' })),
  confirm: Type.Optional(Type.Integer({ minimum: 0, description: `The dry run's \`ready\`; ${CONFIRM_FROM} users or more need it. When given it must still be right: exactly where users are deleted, else to one in a thousand.` })),
}, { description: '`mode` goes with retry, `package` with change_package, `templateId` with move_template.' });

/** What helps, as in the registry of problems; null where nothing needs to be done. */
const helps = nullable(ref(ProblemAction));

const ReasonCount = Type.Object({ code: Type.String({ description: 'Machine word, or a problem code.' }), action: helps, count: Amount }, { $id: 'ReasonCount' });
export type ReasonCountAnswer = Static<typeof ReasonCount>;

export const BulkDryRun = Type.Object(
  {
    action: ref(Action),
    total: Amount,
    ready: Type.Integer({ minimum: 0, description: 'To how many it can be done now.' }),
    samples: Type.Array(Type.String({ description: 'BroadWorks user id.' })),
    skipped: Type.Array(Type.Object({ code: Type.String(), count: Amount, samples: Type.Array(Type.String()) })),
    capped: Type.Boolean({ description: 'Counting stopped at a million.' }),
    confirmationNeeded: Type.Boolean({ description: 'The start needs `ready` as `confirm`.' }),
  },
  { $id: 'BulkDryRun', description: 'What a bulk operation would come to, now.' },
);

export const BulkOperation = Type.Object(
  {
    id: Uuid,
    action: ref(Action),
    mode: nullable(oneOf(retryModes)),
    package: nullable(ref(Package)),
    templateId: nullable(Uuid),
    source: oneOf(bulkSources),
    filter: nullable(ref(Filter)),
    fileName: nullable(Type.String()),
    askedBy: Type.Object({ kind: oneOf(['admin', 'api_client']), name: Type.String() }),
    state: ref(State),
    stopReason: nullable(Type.String({ description: 'Problem code, when it ended before its time by itself.' })),
    collected: Type.Boolean({ description: 'The list of users is complete; before that `total` still grows.' }),
    total: Amount,
    done: Amount,
    succeeded: Amount,
    skipped: Amount,
    failed: Amount,
    skippedBy: Type.Array(ref(ReasonCount)),
    failedBy: Type.Array(ref(ReasonCount)),
    createdAt: Moment,
    startedAt: nullable(Moment),
    finishedAt: nullable(Moment),
    keptUntil: nullable(Type.Unsafe<Date | string>({ type: 'string', format: 'date-time', description: 'It is dropped then with what came of each user, 90 days after it ended.' })),
  },
  { $id: 'BulkOperation' },
);
export type BulkOperationAnswer = Static<typeof BulkOperation>;
export const BulkOperationList = listOf('BulkOperationList', ref(BulkOperation));

const BulkItem = Type.Object(
  {
    position: Type.Integer(),
    line: nullable(Type.Integer({ description: 'Line of the imported file.' })),
    subscriberId: nullable(Uuid),
    userId: nullable(Type.String()),
    email: nullable(Type.String()),
    state: oneOf(itemStates),
    code: nullable(Type.String({ description: 'Why it was skipped or failed.' })),
    action: helps,
    at: nullable(Moment),
  },
  { $id: 'BulkItem', description: 'One user of a bulk operation, and what came of it.' },
);
export type BulkItemAnswer = Static<typeof BulkItem>;
export const BulkItemList = listOf('BulkItemList', ref(BulkItem));
const results = itemStates.join('|');
export const itemsQuery = Type.Object({
  ...pageQuery,
  result: Type.Optional(Type.String({ pattern: `^(${results})(,(${results}))*$`, description: 'One or more of waiting, succeeded, skipped, failed, separated by commas.' })),
});

export const importQuery = Type.Object({ fileName: Type.Optional(Type.String({ maxLength: 200 })) });
const ImportRow = Type.Object({ line: Type.Integer(), userId: Type.String(), email: Type.String() }, { $id: 'ImportRow' });
export const ImportPreview = Type.Object(
  {
    operation: ref(BulkOperation),
    ready: Type.Integer({ minimum: 0, description: 'Rows that can be done in either mode.' }),
    alreadyMailed: Type.Integer({ minimum: 0, description: 'A mail to this address is out: verify passes them over, vouch does not.' }),
    alreadyDone: Type.Integer({ minimum: 0, description: 'The user has this address and is provisioned or on the way.' }),
    passedOver: Type.Array(ref(ReasonCount)),
    wrong: Type.Integer({ minimum: 0 }),
    confirmFrom: Type.Integer({ minimum: 1, description: 'To retry so many users or more, their number is needed as `confirm`.' }),
    readyRows: Type.Array(ref(ImportRow), { description: 'The first of them.' }),
    wrongRows: Type.Array(Type.Object({ line: Type.Integer(), userId: Type.String(), email: Type.String(), field: oneOf(['userId', 'email']), code: Type.String(), action: helps }), { description: 'The first of them; all are in failures.csv.' }),
    sameFile: nullable(Type.Object({ id: Uuid, createdAt: Moment, name: Type.String() }, { description: 'The same file was imported before.' })),
  },
  { $id: 'ImportPreview' },
);
export type ImportPreviewAnswer = Static<typeof ImportPreview>;
export const StartImport = bodyOf('StartImport', {
  mode,
  confirm: Type.Optional(Type.Integer({ minimum: 0, description: "The preview's `ready`, with vouch together with `alreadyMailed`. `confirmFrom` users or more need it; when given it must still be right to one in a thousand." })),
});
