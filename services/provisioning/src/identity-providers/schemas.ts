import Type from 'typebox';
import { Role } from '../admins/schemas.ts';
import { bodyOf, listOf, Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { oidcFindingCodes } from './oidc.ts';

const name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S', description: 'Stands on the button of the sign-in page.', examples: ['Example Telecom'] });
const issuer = Type.String({ minLength: 1, maxLength: 500, description: 'Letter for letter as the identity provider names itself.', examples: ['https://id.example.com'] });
const clientId = Type.String({ minLength: 1, maxLength: 300, examples: ['vestibule'] });
const clientSecret = Type.String({ minLength: 1, maxLength: 2000, description: 'Stored encrypted and never shown again.' });
const scopes = Type.Array(Type.String({ minLength: 1, maxLength: 100, pattern: '^[!#-\\[\\]-~]+$' }), { maxItems: 20, uniqueItems: true, description: 'Asked for beside `openid`.', examples: [['email', 'profile']] });
const groupsClaim = nullable(Type.String({ maxLength: 200, description: 'The claim that lists groups; dots lead into objects.', examples: ['groups'] }));
const RoleMapping = Type.Object(
  {
    group: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }),
    role: ref(Role),
    templateIds: nullable(Type.Array(Uuid, { maxItems: 100, uniqueItems: true, description: 'The only templates whose users the admin sees; null means all.' })),
  },
  { $id: 'RoleMapping', additionalProperties: false },
);
const mappings = Type.Array(ref(RoleMapping), { maxItems: 100, description: 'The first line whose group a person has gives the role, at every sign-in.' });
/** Of who is in none of the mapped groups; null refuses them unless they were invited. */
const defaultRole = nullable(ref(Role));
const allowedDomains = Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 100, description: 'Domains of verified addresses that may sign in; none means all.', examples: [['example.com']] });
const enabled = Type.Boolean({ description: 'Off takes the button away.' });

const settings = { scopes, groupsClaim, mappings, defaultRole, allowedDomains, enabled };

export const IdentityProvider = Type.Object(
  {
    id: Uuid,
    key: Type.String({ description: 'Names it in public addresses.' }),
    signInLink: Type.String({ description: 'The sign-in page with this button, where a server has several providers.' }),
    name,
    issuer,
    clientId,
    ...settings,
    createdAt: Moment,
    version: Type.Integer(),
  },
  { $id: 'IdentityProvider', description: 'Where admins sign in with an account of their organization (OpenID Connect).' },
);
export const IdentityProviderList = listOf('IdentityProviderList', ref(IdentityProvider));

const optional = {
  scopes: Type.Optional(scopes), groupsClaim: Type.Optional(groupsClaim), mappings: Type.Optional(mappings),
  defaultRole: Type.Optional(defaultRole), allowedDomains: Type.Optional(allowedDomains), enabled: Type.Optional(enabled),
};
export const NewIdentityProvider = bodyOf('NewIdentityProvider', { name, issuer, clientId, clientSecret, ...optional });
export const IdentityProviderChanges = bodyOf(
  'IdentityProviderChanges',
  { name: Type.Optional(name), issuer: Type.Optional(issuer), clientId: Type.Optional(clientId), clientSecret: Type.Optional(clientSecret), ...optional },
  { minProperties: 1, description: 'A JSON merge patch: what is absent stays. Another issuer needs the secret again.' },
);

const OidcFinding = Type.Object(
  { code: oneOf(oidcFindingCodes), severity: oneOf(['ok', 'warning', 'problem']), detail: nullable(Type.String()) },
  { $id: 'OidcFinding' },
);
export const OidcCheck = Type.Object({ ok: Type.Boolean({ description: 'Nothing found is a problem.' }), findings: Type.Array(ref(OidcFinding)) }, { $id: 'OidcCheck' });

export const SignInSettings = Type.Object(
  {
    localAccounts: Type.Boolean({ description: 'Admins may sign in with a password of ours.' }),
    localAccountsCanBeOff: Type.Boolean({ description: 'An owner has signed in through an identity provider that is switched on.' }),
    redirectUri: Type.String({ description: 'To be registered at the identity provider.' }),
    version: Type.Integer(),
  },
  { $id: 'SignInSettings' },
);
export const SignInSettingsChanges = bodyOf('SignInSettingsChanges', { localAccounts: Type.Boolean() });

export const SignInOptions = Type.Object(
  {
    needsSetup: Type.Boolean({ description: 'Nobody can sign in yet: the api\'s log holds a link.' }),
    localAccounts: Type.Boolean(),
    providers: Type.Array(Type.Object({ key: Type.String(), name: Type.String() })),
  },
  { $id: 'SignInOptions', description: 'What the sign-in page may offer.' },
);
