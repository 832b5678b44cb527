import { fields, type KindDeclaration, wayIn } from '../../connectors/kind.ts';

export type WebexSettings = { kind: 'webex'; baseUrl: string; auth: 'access_token' | 'service_app'; clientId: string | null; precheck: boolean };

const auths = ['access_token', 'service_app'] as const;
const baseUrl = fields.baseUrl('https://webexapis.com/v1');
const clientId = fields.text('Of the service app or OAuth client.');
const precheck = { type: 'boolean', description: 'People are checked before their account is made. True unless told otherwise.' };

export const webex: KindDeclaration<WebexSettings> = {
  about: 'Webex for BroadWorks, by its published API. Accounts are made in the background, and addresses cannot be changed.',
  externalKey: 'the BroadWorks user id, in the provisioning id of the template',
  takes: { baseUrl, auth: fields.auth(auths), accessToken: fields.secret('access_token'), clientId, clientSecret: fields.secret('service_app'), refreshToken: fields.secret('service_app'), precheck },
  required: ['baseUrl'],
  shows: { baseUrl, auth: fields.auth(auths), clientId: fields.orNull(clientId), precheck },
  auths,
  limits: { callsPerSecond: 20, concurrency: 8, openAfter: 5 },
  // It numbers its errors.
  errors: {},
  prechecks: true,
  settings: (given) => ({ kind: 'webex', ...wayIn(given, auths, 'access_token'), precheck: given.precheck ?? true }),
  addresses: ({ baseUrl }) => [['/baseUrl', baseUrl]],
  // A service app's refresh token may change with every use; the endpoint stands beside the API, as it is published.
  tokens: ({ auth, baseUrl, clientId }, { clientSecret = '', refreshToken = '' }) =>
    auth === 'access_token' ? null : { tokenUrl: `${baseUrl}/access_token`, clientId: clientId ?? '', clientSecret, grant: 'refresh_token', refreshToken },
};
