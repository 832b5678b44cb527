import { type ConnectorFields, refuseField } from './kind.ts';
import { type ConnectorKind, declarationOf, kinds, type Settings } from './kinds.ts';
import { type ConnectorAuth, type Limits, type Secrets, secretsOf } from './settings.ts';

/**
 * The settings of a new connector, or those there were with what is given put in.
 * @throws request.invalid for what the kind does not take or lacks
 */
export function settingsFrom(kind: ConnectorKind, before: Settings | null, input: ConnectorFields): Settings {
  const { takes, settings } = kinds[kind];
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  for (const field of Object.keys(given)) if (!(field in takes)) throw refuseField(field, `is not a setting of the kind ${kind}`);
  const { kind: _kind, ...old } = before ?? { kind };
  return settings({ ...old, ...given });
}

/** The way in, or null where nothing is called. */
export const authOf = (settings: Settings): ConnectorAuth | null => ('auth' in settings ? settings.auth : null);

const secretsFor = (settings: Settings) => {
  const auth = authOf(settings);
  return auth === null ? [] : secretsOf[auth];
};

/** The secrets this way in takes, as far as they are given. @throws request.invalid while one is missing */
export function secretsFrom(settings: Settings, kept: Secrets, input: Secrets): Secrets {
  const wanted = secretsFor(settings);
  const missing = wanted.find((name) => !input[name] && !kept[name]);
  if (missing) throw refuseField(missing, 'is required');
  return Object.fromEntries(wanted.flatMap((name) => (input[name] ? [[name, input[name]]] : [])));
}

/**
 * Secrets are shown to nobody, so nobody may have them sent to a host of their own: who moves a connector, or where it gets its
 * tokens, to another host must bring them.
 * @throws request.invalid
 */
export function requireSecretsForNewHost(before: Settings, after: Settings, given: Secrets): void {
  const known = new Map(addressesOf(before));
  const moved = addressesOf(after).some(([field, address]) => URL.parse(known.get(field) ?? '')?.origin !== new URL(address).origin);
  const missing = moved && secretsFor(after).find((name) => !given[name]);
  if (missing) throw refuseField(missing, 'must be given again for another host');
}

/** Every address that a connector makes us call, with its field. */
export const addressesOf = (settings: Settings): [string, string][] => declarationOf(settings).addresses(settings);

export const limitsOf = ({ kind, limits }: { kind: ConnectorKind; limits: Partial<Limits> }): Limits => ({ ...kinds[kind].limits, ...limits });
