import Type from 'typebox';
import type { CsvDelimiter, CsvEncoding } from '../db/csv.ts';
import { closedList, listOf, Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { actorKinds, eventGroups, eventTypes, targetKinds } from './event.ts';

export const EventTypes = closedList('EventType', eventTypes, 'What happened. Types are never renamed; new ones may be added.');
export const ActorKinds = closedList('ActorKind', actorKinds, 'Who acted. `broadworks` is the flow-through adapter, `identity_system` whoever calls by SCIM, `subscriber` a user in the portal, `visitor` somebody who has not signed in.');

const either = (list: readonly string[]) => list.join('|').replaceAll('.', '\\.');
const words = (list: readonly string[], what: string) => Type.String({ pattern: `^(${either(list)})(,(${either(list)}))*$`, description: `One or more ${what}, separated by commas.` });

export const auditQuery = {
  type: Type.Optional(words(eventTypes, 'event types')),
  group: Type.Optional(words(eventGroups, 'event groups; an event fits when its type or its group was asked for')),
  actor: Type.Optional(words(actorKinds, 'kinds of actor')),
  actorId: Type.Optional(Uuid),
  templateId: Type.Optional(Uuid),
  subscriberId: Type.Optional(Uuid),
  customerId: Type.Optional({ ...Uuid, description: 'Of this customer and of its users.' }),
  involvedId: Type.Optional({ ...Uuid, description: 'What this admin or API client did, and what was done to it; also another thing an event tells of, such as a cluster.' }),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'Not before this moment.' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Not after this moment.' })),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of whom or what it is about: BroadWorks id, name or address of a user, name of a template or customer, address of an admin. Case and accents do not matter. One or two letters find beginnings; so does the id of a user who is gone.' })),
};
export const exportQuery = {
  ...auditQuery,
  delimiter: Type.Optional(Type.Unsafe<CsvDelimiter>({ type: 'string', enum: [',', ';'], default: ',' })),
  encoding: Type.Optional(Type.Unsafe<CsvEncoding>({ type: 'string', enum: ['spreadsheet', 'raw'], default: 'spreadsheet', description: 'spreadsheet: cells that would run as formulas get an apostrophe; raw: values as they are.' })),
  bom: Type.Optional(Type.Boolean({ description: 'Start with a byte order mark, which some spreadsheets need for accents.' })),
};

const Target = Type.Object({ kind: oneOf(targetKinds), id: Uuid }, { $id: 'AuditTarget', description: 'Whom or what an event is about, as long as that exists.' });
const AuditEntry = Type.Object(
  {
    id: Uuid,
    sequence: nullable(Type.Integer({ minimum: 1, description: 'Place in the chain, without gaps; null for the moment until it is numbered.' })),
    at: Moment,
    type: ref(EventTypes),
    actor: Type.Object({ kind: ref(ActorKinds), id: nullable(Uuid), name: nullable(Type.String()) }),
    subject: nullable(Type.String({ description: 'Whom or what it is about, as people name it; stays when the thing is gone.' })),
    subscriberId: nullable(Uuid),
    templateId: nullable(Uuid),
    customerId: nullable({ ...Uuid, description: 'Of the user, when it happened, or what it is about.' }),
    target: nullable(ref(Target)),
    data: Type.Record(Type.String(), Type.Unknown()),
    traceId: Type.String({ description: 'The same through every hop of one piece of work.' }),
  },
  { $id: 'AuditEntry', description: 'Who did what to whom, and when.' },
);
export const AuditList = listOf('AuditList', ref(AuditEntry));

const Amount = Type.Integer({ minimum: 0 });
export const AuditChain = Type.Object(
  {
    head: Type.Integer({ minimum: 0, description: 'The number of the newest event.' }),
    verifiedTo: nullable(Amount),
    verifiedAt: nullable(Moment),
    brokenAt: nullable(Amount),
  },
  { $id: 'AuditChain', description: 'Where the chain of events ends and what the last verification found.' },
);
export const Verification = Type.Object(
  {
    intact: Type.Boolean(),
    checked: Type.Integer({ minimum: 0, description: 'How many events this call looked at.' }),
    head: Type.Integer({ minimum: 0, description: 'The number of the newest event.' }),
    brokenAt: nullable(Type.Integer({ description: 'The first number whose event is not what was recorded, or is missing.' })),
    next: nullable(Type.Integer({ description: 'Give it as `after` to go on; null at the end of the chain or where it is broken.' })),
  },
  { $id: 'AuditVerification' },
);
