import Type, { type Static, type TObject, type TProperties, type TSchema, type TUnsafe } from 'typebox';
import { languages } from '../languages.ts';
import { addressRemarks } from '../mail/address-remarks.ts';
import { type NextAction, nextActions, owners } from '../problem-entry.ts';
import { describeProblem, errorCodeOf, problemCodes, problems } from '../problems.ts';
import { statusOf } from './error-handler.ts';

/** Every schema that something refers to, by its `$id`: the components of the OpenAPI document. */
export const components = new Map<string, TSchema>();

/**
 * Points to a component by its `$id` and keeps its type. A schema becomes a component by being referred to,
 * so none can be forgotten and two meanings of one name are found at start.
 */
export function ref<S extends TSchema>(schema: S): TUnsafe<Static<S>> {
  const { $id } = schema as { $id?: string };
  if (!$id) throw new Error('only a schema with an $id can be referred to');
  const known = components.get($id);
  if (known && JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`two different schemas are called ${$id}`);
  components.set($id, schema);
  return Type.Unsafe<Static<S>>(Type.Ref($id));
}

/** Where Fastify finds the components, in every plugin alike. */
export const componentBucket = () => ({
  add(schema: unknown) {
    throw new Error(`refer to a schema by ref() instead of adding it: ${JSON.stringify(schema)}`);
  },
  getSchema: (id: string) => structuredClone(components.get(id)),
  getSchemas: plainComponents,
});

let plain: Record<string, TSchema> = {};

/**
 * The components as plain objects, sorted, so that the document does not depend on who came first. One and the same object for all who
 * ask, which tells the compilers that they know it: every plugin asks four times, and copies would be most of a process's start.
 */
function plainComponents(): Record<string, TSchema> {
  if (Object.keys(plain).length !== components.size) plain = structuredClone(Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))));
  return plain;
}

/** A closed list of words as a component of its own. */
export const closedList = <const V extends string>($id: string, values: readonly V[], description?: string): TUnsafe<V> =>
  Type.Unsafe<V>({ $id, type: 'string', enum: [...values], ...(description && { description }) });

/** One list for the console, the portal and the mails. */
export const Language = closedList('Language', languages, 'ISO 639-1.');

/** A closed list of words that needs no name. */
export const oneOf = <const V extends string>(values: readonly V[], description?: string): TUnsafe<V> =>
  Type.Unsafe<V>({ type: 'string', enum: [...values], ...(description && { description }) });

/** One of several components that the word in `kind` tells apart; each must have it as a constant. */
export const oneOfKinds = ($id: string, description: string, variants: readonly TSchema[]): { $id: string } & Record<string, unknown> => ({ $id, type: 'object', description, discriminator: { propertyName: 'kind' }, oneOf: variants.map((variant) => ref(variant)) });

/** The same or null, in the way OpenAPI 3.1 says it: `nullable` is ignored there. */
export function nullable<S extends TSchema>(schema: S): TUnsafe<Static<S> | null> {
  const { type, enum: words, ...rest } = schema as { type?: string; enum?: string[] };
  if (!type) return Type.Unsafe<Static<S> | null>({ anyOf: [schema, { type: 'null' }] });
  return Type.Unsafe<Static<S> | null>({ ...rest, type: [type, 'null'], ...(words && { enum: [...words, null] }) });
}

/** The body of a request: a field that is not documented is refused, never dropped in silence. */
export const bodyOf = <P extends TProperties>($id: string, properties: P, options: { description?: string; minProperties?: number } = {}): TObject<P> =>
  Type.Object(properties, { $id, additionalProperties: false, ...options });

export const Uuid = Type.String({ format: 'uuid' });

/** A moment in answers: handlers give a Date, the wire carries ISO 8601 with milliseconds and Z. */
export const Moment = Type.Unsafe<Date | string>({ type: 'string', format: 'date-time', description: 'ISO 8601 with milliseconds, UTC' });

export const listOf = <S extends TSchema>($id: string, items: S) =>
  Type.Object(
    { items: Type.Array(items), nextCursor: nullable(Type.String({ description: 'Give it as `cursor` to read on; null on the last page.' })) },
    { $id },
  );

/** Spread into the query of every list. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'How many items at most.' })),
  cursor: Type.Optional(Type.String({ maxLength: 2000, description: '`nextCursor` of the page before; belongs to the same filters. The `Link` header leads to the `first`, the `prev` and the `next` page.' })),
};

export const ProblemCodes = Type.Unsafe<(typeof problemCodes)[number]>({
  ...closedList('ProblemCode', problemCodes, 'Codes are never renamed. New ones may be added. `x-problems` says of each who can mend it and what helps.'),
  'x-problems': Object.fromEntries(problemCodes.map((code) => [code, inContract(code)])),
});

function inContract(code: (typeof problemCodes)[number]): object {
  const { user, ...traits } = describeProblem(code);
  const errorCode = errorCodeOf(code);
  return { status: statusOf[problems[code].kind], ...traits, ...(errorCode !== null && { errorCode }), ...(user && { user }) };
}

export const ProblemOwner = closedList('ProblemOwner', owners, 'Who can mend it; nobody: it passes by itself.');

export const ProblemAction = closedList('ProblemAction', Object.keys(nextActions).filter((word): word is NextAction => word in nextActions), 'What helps next; the page of the problem says it in words.');

export const Problem = Type.Object(
  {
    type: Type.String({ description: 'Address of a page about this problem.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    code: ref(ProblemCodes),
    requestId: Type.String({ description: 'Quote it to support.' }),
    owner: ref(ProblemOwner),
    action: ref(ProblemAction),
    retryable: Type.Boolean({ description: 'Whether the very same request may succeed later.' }),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String({ description: 'JSON Pointer to the field.' }), message: Type.String() })),
    ),
    retryAfterSeconds: Type.Optional(Type.Integer()),
    triesLeft: Type.Optional(Type.Integer()),
    remarks: Type.Optional(Type.Array(oneOf(addressRemarks), { description: 'What is unusual about an address.' })),
    reference: Type.Optional(Type.String()),
    count: Type.Optional(Type.Integer({ description: 'How many stand in the way; 10,000 means that many or more.' })),
    suggestion: Type.Optional(Type.String({ description: 'What would be taken instead.' })),
  },
  { $id: 'Problem', description: 'An error as in RFC 9457.' },
);

const meanings = {
  '400': 'The request is not valid.',
  '401': 'Not signed in, or the credentials are not right.',
  '403': 'The role or scope does not allow this.',
  '404': 'There is no such thing, or it belongs to somebody else.',
  '409': 'The current state does not allow this.',
  '410': 'It was withdrawn or is too old.',
  '412': 'It was changed since you read it: `If-Match` names another version.',
  '413': 'The body is larger than this address takes; `detail` tells how much it does.',
  '415': 'The body has another media type than documented.',
  '422': 'The key of this request was used for another one.',
  '423': 'Locked for a while.',
  '428': 'Say in `If-Match` which version the change is meant for.',
  '429': 'Too many requests. `retryAfterSeconds` tells how long to wait.',
  '503': 'A part this depends on does not answer right now.',
} as const;
export type RefusalStatus = keyof typeof meanings;

/** The documented problems of a route, to spread into its `response`. */
export function refusals<const S extends RefusalStatus>(...statuses: readonly S[]) {
  const entry = (status: S) => ({
    description: meanings[status],
    content: { 'application/problem+json': { schema: ref(Problem) } },
  });
  return Object.fromEntries(statuses.map((status) => [status, entry(status)])) as { [K in S]: ReturnType<typeof entry> };
}

/** An answer without a body. */
export const nothing = (description: string) => Type.Unsafe<undefined>({ type: 'null', description });
