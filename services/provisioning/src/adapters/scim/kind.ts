import { baseUrl as addressFrom } from '../../checks/base-url.ts';
import { fields, type KindDeclaration, refuseField, wayIn } from '../../connectors/kind.ts';
import { type Removal, removals } from '../../connectors/settings.ts';
import { defaultMapping, type Mapping, type TargetName, targetNames, unknownSources } from './attribute-mapping.ts';

export type ScimSettings = { kind: 'scim'; baseUrl: string; auth: 'access_token' | 'client_credentials'; clientId: string | null; tokenUrl: string | null; scope: string | null; removal: Removal; mapping: Mapping };

const auths = ['access_token', 'client_credentials'] as const;
const baseUrl = fields.baseUrl('https://directory.example.com/scim/v2');
const clientId = fields.text('Of the service app or OAuth client.');
const tokenUrl = fields.orNull(fields.text('Where client credentials are exchanged for tokens.'));
const scope = fields.orNull(fields.text('Asked for with client credentials.'));
const removal = { type: 'string', enum: [...removals], description: 'What becomes of an account whose user is removed. `delete` unless told otherwise.' };
const mapping = { type: 'object', additionalProperties: { type: 'string', maxLength: 500 }, description: 'Attribute by attribute (RFC 7643) the text to send, with {email} and the like in it.' };

export const scim: KindDeclaration<ScimSettings> = {
  about: 'Any SCIM 2.0 service (RFC 7643, RFC 7644). Accounts are there with the answer, and addresses can be changed.',
  externalKey: '`externalId` = BroadWorks user id, then `userName`',
  takes: { baseUrl, auth: fields.auth(auths), accessToken: fields.secret('access_token'), clientId, clientSecret: fields.secret('client_credentials'), tokenUrl, scope, removal, mapping },
  required: ['baseUrl'],
  shows: { baseUrl, auth: fields.auth(auths), clientId: fields.orNull(clientId), tokenUrl, scope, removal, mapping },
  auths,
  limits: { callsPerSecond: 20, concurrency: 8, openAfter: 5 },
  errors: { uniqueness: 'cloud.user_id_in_use', invalidfilter: 'cloud.rejected_request', invalidvalue: 'cloud.rejected_request', mutability: 'cloud.rejected_request' },
  prechecks: false,
  settings(given) {
    const way = wayIn(given, auths, 'access_token');
    const byClient = way.auth === 'client_credentials';
    if (byClient && !given.tokenUrl) throw refuseField('tokenUrl', 'is required');
    return {
      kind: 'scim', ...way,
      tokenUrl: byClient && given.tokenUrl ? addressFrom(given.tokenUrl, '/tokenUrl') : null,
      scope: byClient ? (given.scope?.trim() || null) : null,
      removal: given.removal ?? 'delete',
      mapping: mappingFrom(given.mapping ?? defaultMapping),
    };
  },
  addresses: ({ baseUrl, tokenUrl }) => [['/baseUrl', baseUrl], ...(tokenUrl === null ? [] : [['/tokenUrl', tokenUrl] as [string, string]])],
  tokens: ({ auth, clientId, tokenUrl, scope }, { clientSecret = '' }) =>
    auth === 'access_token' || tokenUrl === null ? null : { tokenUrl, clientId: clientId ?? '', clientSecret, grant: 'client_credentials', scope },
};

/** @throws request.invalid for targets and names in braces that are not known, and without a user name */
export function mappingFrom(given: Record<string, string>): Mapping {
  const isTarget = (name: string): name is TargetName => targetNames.some((known) => known === name);
  const mapping: Mapping = {};
  for (const [target, text] of Object.entries(given)) {
    if (!isTarget(target)) throw refuseField('mapping', `${target} is not an attribute that can be mapped`);
    const [unknown] = unknownSources(text);
    if (unknown !== undefined) throw refuseField('mapping', `${target}: {${unknown}} is not known`);
    if (text.trim() !== '') mapping[target] = text.trim();
  }
  if (!mapping.userName) throw refuseField('mapping', 'userName is required');
  return mapping;
}
