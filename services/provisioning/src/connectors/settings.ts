import type { Mapping } from './attribute-mapping.ts';

export const connectorKinds = ['webex', 'scim', 'none'] as const;
export type ConnectorKind = (typeof connectorKinds)[number];

/** How a connector proves who it is. A service app's refresh token may change with every use. */
export const connectorAuths = ['access_token', 'service_app', 'client_credentials'] as const;
export type ConnectorAuth = (typeof connectorAuths)[number];

/** What becomes of an account whose user is removed. */
export const removals = ['delete', 'deactivate'] as const;
export type Removal = (typeof removals)[number];

export type WebexSettings = { kind: 'webex'; baseUrl: string; auth: 'access_token' | 'service_app'; clientId: string | null; precheck: boolean };
export type ScimSettings = { kind: 'scim'; baseUrl: string; auth: 'access_token' | 'client_credentials'; clientId: string | null; tokenUrl: string | null; scope: string | null; removal: Removal; mapping: Mapping };
/** Records that the user is provisioned and calls nothing. */
export type RecordSettings = { kind: 'none' };
export type Settings = WebexSettings | ScimSettings | RecordSettings;

export const secretNames = ['accessToken', 'clientSecret', 'refreshToken'] as const;
export type SecretName = (typeof secretNames)[number];
export type Secrets = Partial<Record<SecretName, string>>;

/** How hard a platform may be worked, and after how many failures in a row its work is held back. */
export type Limits = { callsPerSecond: number; concurrency: number; openAfter: number };

/** Small, because one provider's share of a platform is small; an admin may change them. */
export const defaultLimits: Readonly<Record<ConnectorKind, Limits>> = {
  webex: { callsPerSecond: 20, concurrency: 8, openAfter: 5 },
  scim: { callsPerSecond: 20, concurrency: 8, openAfter: 5 },
  none: { callsPerSecond: 100, concurrency: 50, openAfter: 5 },
};

/** Each way to prove who we are with the secrets it takes. */
export const secretsOf: Readonly<Record<ConnectorAuth, readonly SecretName[]>> = {
  access_token: ['accessToken'],
  service_app: ['clientSecret', 'refreshToken'],
  client_credentials: ['clientSecret'],
};

/** Where a service app's tokens come from, unless the base URL is elsewhere: beside the API, as it is published. */
export const tokenUrlOf = (settings: WebexSettings | ScimSettings): string =>
  settings.kind === 'scim' && settings.tokenUrl ? settings.tokenUrl : `${settings.baseUrl}/access_token`;
