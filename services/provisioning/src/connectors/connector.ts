import { baseUrl } from '../checks/base-url.ts';
import { problem } from '../problems.ts';
import { defaultMapping, type Mapping, type TargetName, targetNames, unknownSources } from './attribute-mapping.ts';
import { type ConnectorAuth, type ConnectorKind, defaultLimits, type Limits, type Removal, type Secrets, secretNames, secretsOf, type Settings } from './settings.ts';

/** What an admin gives, whatever the kind: which of it a kind takes is decided here. */
export type ConnectorFields = Secrets & {
  baseUrl?: string;
  auth?: ConnectorAuth;
  clientId?: string;
  tokenUrl?: string | null;
  scope?: string | null;
  precheck?: boolean;
  removal?: Removal;
  mapping?: Record<string, string>;
};

const fieldsOf: Readonly<Record<ConnectorKind, readonly (keyof ConnectorFields)[]>> = {
  webex: ['baseUrl', 'auth', 'clientId', 'precheck', ...secretNames],
  scim: ['baseUrl', 'auth', 'clientId', 'tokenUrl', 'scope', 'removal', 'mapping', 'accessToken', 'clientSecret'],
  none: [],
};
const authsOf: Readonly<Record<ConnectorKind, readonly ConnectorAuth[]>> = { webex: ['access_token', 'service_app'], scim: ['access_token', 'client_credentials'], none: [] };

const refuse = (field: string, message: string) => problem('request.invalid', { errors: [{ pointer: `/${field}`, message }] });

/** @throws request.invalid */
export const baseUrlFrom = (text: string): string => baseUrl(text, '/baseUrl');

/**
 * The settings of a new connector, or those there were with what is given put in.
 * @throws request.invalid for what the kind does not take or lacks
 */
export function settingsFrom(kind: ConnectorKind, before: Settings | null, input: ConnectorFields): Settings {
  for (const field of Object.keys(input) as (keyof ConnectorFields)[]) if (input[field] !== undefined && !fieldsOf[kind].includes(field)) throw refuse(field, `is not a setting of the kind ${kind}`);
  if (kind === 'none') return { kind };
  const old: Partial<Record<string, unknown>> = before ?? {};
  const given = { ...old, ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) } as ConnectorFields;
  if (given.baseUrl === undefined) throw refuse('baseUrl', 'is required');
  const auth = given.auth ?? 'access_token';
  if (!authsOf[kind].includes(auth)) throw refuse('auth', `must be one of ${authsOf[kind].join(', ')}`);
  const clientId = auth === 'access_token' ? null : (given.clientId?.trim() ?? '');
  if (clientId === '') throw refuse('clientId', 'is required');
  const address = baseUrlFrom(given.baseUrl);
  if (kind === 'webex') return { kind, baseUrl: address, auth: auth === 'service_app' ? auth : 'access_token', clientId, precheck: given.precheck ?? true };
  const byClient = auth === 'client_credentials';
  if (byClient && !given.tokenUrl) throw refuse('tokenUrl', 'is required');
  return {
    kind, baseUrl: address, auth: byClient ? auth : 'access_token', clientId,
    tokenUrl: byClient && given.tokenUrl ? baseUrl(given.tokenUrl, '/tokenUrl') : null,
    scope: byClient ? (given.scope?.trim() || null) : null,
    removal: given.removal ?? 'delete',
    mapping: mappingFrom(given.mapping ?? defaultMapping),
  };
}

/** @throws request.invalid for targets and names in braces that are not known, and without a user name */
export function mappingFrom(given: Record<string, string>): Mapping {
  const isTarget = (name: string): name is TargetName => targetNames.some((known) => known === name);
  const mapping: Mapping = {};
  for (const [target, text] of Object.entries(given)) {
    if (!isTarget(target)) throw refuse('mapping', `${target} is not an attribute that can be mapped`);
    const [unknown] = unknownSources(text);
    if (unknown !== undefined) throw refuse('mapping', `${target}: {${unknown}} is not known`);
    if (text.trim() !== '') mapping[target] = text.trim();
  }
  if (!mapping.userName) throw refuse('mapping', 'userName is required');
  return mapping;
}

/** The secrets this way in takes, as far as they are given. @throws request.invalid while one is missing */
export function secretsFrom(settings: Settings, kept: Secrets, input: Secrets): Secrets {
  if (settings.kind === 'none') return {};
  const wanted = secretsOf[settings.auth];
  const missing = wanted.find((name) => !input[name] && !kept[name]);
  if (missing) throw refuse(missing, 'is required');
  return Object.fromEntries(wanted.flatMap((name) => (input[name] ? [[name, input[name]]] : [])));
}

/**
 * Secrets are shown to nobody, so nobody may have them sent to a host of their own: who moves a connector, or where it gets its
 * tokens, to another host must bring them.
 * @throws request.invalid
 */
export function requireSecretsForNewHost(before: Settings, after: Settings, given: Secrets): void {
  if (before.kind === 'none' || after.kind === 'none') return;
  const moved = new URL(before.baseUrl).origin !== new URL(after.baseUrl).origin;
  const tokenMoved = after.kind === 'scim' && before.kind === 'scim' && after.tokenUrl !== null && (before.tokenUrl === null || new URL(before.tokenUrl).origin !== new URL(after.tokenUrl).origin);
  if (!moved && !tokenMoved) return;
  const missing = secretsOf[after.auth].find((name) => !given[name]);
  if (missing) throw refuse(missing, 'must be given again for another host');
}

/** Every address that a connector makes us call, with its field. */
export const addressesOf = (settings: Settings): [string, string][] =>
  settings.kind === 'none' ? [] : [['/baseUrl', settings.baseUrl], ...(settings.kind === 'scim' && settings.tokenUrl ? [['/tokenUrl', settings.tokenUrl] as [string, string]] : [])];

export const limitsOf = ({ kind, limits }: { kind: ConnectorKind; limits: Partial<Limits> }): Limits => ({ ...defaultLimits[kind], ...limits });
