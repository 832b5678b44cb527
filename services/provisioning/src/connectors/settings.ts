/** How a connector proves who it is. A service app's refresh token may change with every use. */
export const connectorAuths = ['access_token', 'service_app', 'client_credentials'] as const;
export type ConnectorAuth = (typeof connectorAuths)[number];

/** What becomes of an account whose user is removed. */
export const removals = ['delete', 'deactivate'] as const;
export type Removal = (typeof removals)[number];

export const secretNames = ['accessToken', 'clientSecret', 'refreshToken'] as const;
export type SecretName = (typeof secretNames)[number];
export type Secrets = Partial<Record<SecretName, string>>;

/** Each way to prove who we are with the secrets it takes. */
export const secretsOf: Readonly<Record<ConnectorAuth, readonly SecretName[]>> = {
  access_token: ['accessToken'],
  service_app: ['clientSecret', 'refreshToken'],
  client_credentials: ['clientSecret'],
};

/** How hard a platform may be worked, and after how many failures in a row its work is held back. */
export type Limits = { callsPerSecond: number; concurrency: number; openAfter: number };
