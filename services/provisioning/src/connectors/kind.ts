import { baseUrl } from '../checks/base-url.ts';
import { type ProblemCode, problem } from '../problems.ts';
import type { ConnectorAuth, Limits, Removal, Secrets } from './settings.ts';
import type { TokenExchange } from './token-request.ts';

/** What an admin gives, whatever the kind: which of it a kind takes is declared by the kind. */
export type ConnectorFields = Secrets & {
  baseUrl?: string;
  auth?: ConnectorAuth;
  clientId?: string | null;
  tokenUrl?: string | null;
  scope?: string | null;
  precheck?: boolean;
  removal?: Removal;
  mapping?: Record<string, string>;
};

type JsonSchema = Readonly<Record<string, unknown>>;
type Fields = Readonly<Partial<Record<keyof ConnectorFields, JsonSchema>>>;

/** Everything that is particular to one kind of cloud platform; how it is called stands beside it (connect-*.ts). */
export type KindDeclaration<S extends { kind: string }> = {
  /** For whoever reads the API: what it is, its external key, what becomes of an account that is not as it should be. */
  about: string;
  /** By what an account is found again, so that none is made twice. Null where nothing is called. */
  externalKey: string | null;
  /** As JSON schema what is taken, and of it what must be given for a new one; and what is shown of it. Secrets are never shown. */
  takes: Fields;
  required: readonly (keyof ConnectorFields)[];
  shows: Fields;
  /** How it may prove who we are; the first one unless told otherwise. */
  auths: readonly ConnectorAuth[];
  limits: Limits;
  /** What the platform's own words mean, in small letters; numbers of the published platform are in the registry. What is missing follows from the status. */
  errors: Readonly<Record<string, ProblemCode>>;
  /** Whether people can be checked before their account is made. */
  prechecks: boolean;
  /** @throws request.invalid */
  settings(given: ConnectorFields): S;
  /** Every address that it makes us call, with its field. */
  addresses(settings: S): [pointer: string, address: string][];
  /** How a token is got; null where one is given or none is needed. */
  tokens(settings: S, secrets: Secrets): TokenExchange | null;
};

export const refuseField = (field: string, message: string) => problem('request.invalid', { errors: [{ pointer: `/${field}`, message }] });

/** Where a platform is and how we prove who we are. @throws request.invalid */
export function wayIn<A extends ConnectorAuth>(given: ConnectorFields, auths: readonly A[], usual: A): { baseUrl: string; auth: A; clientId: string | null } {
  if (given.baseUrl === undefined) throw refuseField('baseUrl', 'is required');
  const wanted = given.auth ?? usual;
  const auth = auths.find((known) => known === wanted);
  if (auth === undefined) throw refuseField('auth', `must be one of ${auths.join(', ')}`);
  const clientId = auth === 'access_token' ? null : (given.clientId?.trim() ?? '');
  if (clientId === '') throw refuseField('clientId', 'is required');
  return { baseUrl: baseUrl(given.baseUrl, '/baseUrl'), auth, clientId };
}

/** Fields that more than one kind has. */
const text = (description: string): JsonSchema => ({ type: 'string', minLength: 1, maxLength: 500, description });
const secret = (of: string): JsonSchema => ({ type: 'string', minLength: 1, maxLength: 4000, writeOnly: true, description: `For \`${of}\`. Stored encrypted and never shown again.` });
export const fields = {
  text,
  secret,
  baseUrl: (example: string): JsonSchema => ({ ...text('What the paths of the published API are appended to.'), examples: [example] }),
  auth: (auths: readonly ConnectorAuth[]): JsonSchema => ({ type: 'string', enum: [...auths], description: `How we prove who we are. \`${auths[0]}\` unless told otherwise.` }),
  orNull: (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema['type'], 'null'] }),
};
