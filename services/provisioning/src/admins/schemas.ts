import Type, { type Static } from 'typebox';
import { rights } from '../access.ts';
import { adminRoles } from '../context.ts';
import { bodyOf, closedList, Language, listOf, Moment, nullable, ref, Uuid } from '../http/schema.ts';
import { adminStates, consoleThemes, INVITATION_HOURS, PASSWORD_MAX, PASSWORD_MIN } from './admin.ts';

export const Role = closedList('AdminRole', adminRoles, 'An owner may do everything; an admin all but access itself; an operator works on users; a help desk looks and mails again; a reader looks.');
const Right = closedList('Right', rights, 'What a session may do: the scopes of tokens, and finer ones.');

const email = Type.String({ format: 'email', maxLength: 254, examples: ['ada@example.com'] });
const templateIds = nullable(Type.Array(Uuid, { maxItems: 100, uniqueItems: true, description: 'The only templates whose users this admin sees; null means all.' }));
const who = { id: Uuid, email: Type.String(), name: Type.String(), role: ref(Role), templateIds };

const Theme = closedList('ConsoleTheme', consoleThemes, 'How the console looks; `system` follows the device.');
const State = closedList('AdminState', adminStates, 'Only who is active can sign in.');
const newPassword = Type.String({ minLength: PASSWORD_MIN, maxLength: PASSWORD_MAX });
const givenPassword = Type.String({ maxLength: PASSWORD_MAX });
const personName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', examples: ['Ada Lovelace'] });
const token = Type.String({ minLength: 1, maxLength: 100, description: 'What stands behind `#` in the link of the mail.' });

export const Session = Type.Object(
  {
    admin: Type.Object({
      ...who,
      language: nullable(Type.String({ description: 'As chosen last, on whatever device; null as long as the browser decides.' })),
      theme: nullable(ref(Theme)),
      hasPassword: Type.Boolean({ description: 'False for who signs in elsewhere only.' }),
    }),
    provider: Type.Object({ id: Uuid, name: Type.String(), localAccounts: Type.Boolean({ description: 'Passwords of ours count here; without them everybody signs in through an identity provider.' }) }),
    rights: Type.Array(ref(Right)),
  },
  { $id: 'Session', description: 'Who is signed in, and what they may do.' },
);

// Nothing is told about what is wrong with either field, so the schema asks only for text.
export const SignIn = bodyOf('SignIn', { email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: PASSWORD_MAX }) });

export const Admin = Type.Object(
  {
    ...who,
    state: ref(State),
    createdAt: Moment,
    invitationExpiresAt: nullable(Moment),
    lastSignInAt: nullable(Moment),
    version: Type.Integer(),
  },
  { $id: 'Admin' },
);
export type AdminAnswer = Static<typeof Admin>;
export const AdminList = listOf('AdminList', ref(Admin));

export const NewAdmin = bodyOf('NewAdmin', {
  email,
  name: personName,
  role: ref(Role),
  templateIds: Type.Optional(templateIds),
  language: Type.Optional(ref(Language)),
  password: Type.Optional({ ...newPassword, description: `Where no mail can be sent: given by the owner, to be handed over in person. Without one, an invitation is mailed that works once, within ${INVITATION_HOURS} hours.` }),
});
export const AdminChanges = bodyOf('AdminChanges', { name: Type.Optional(personName), role: Type.Optional(ref(Role)), templateIds: Type.Optional(templateIds) }, { minProperties: 1 });

export const LinkToken = bodyOf('LinkToken', { token });
export const AdminLink = Type.Object({
  email: Type.String(),
  name: Type.String(),
  providerName: Type.String(),
  expiresAt: Moment,
  localAccounts: Type.Boolean({ description: 'A password may be chosen.' }),
  identityProviders: Type.Array(Type.Object({ key: Type.String({ description: 'For `GET /v1/session/oidc/start`.' }), name: Type.String() }), { description: 'Where the company account may be used instead.' }),
}, { $id: 'AdminLink', description: 'Whom a mailed link is for.' });
export const AcceptInvitation = bodyOf('AcceptInvitation', { token, name: personName, password: newPassword, language: Type.Optional(ref(Language)) });
export const RequestPasswordReset = bodyOf('RequestPasswordReset', { email: Type.String({ maxLength: 254 }) });
export const CompletePasswordReset = bodyOf('CompletePasswordReset', { token, password: newPassword });

export const ProfileChanges = bodyOf('ProfileChanges', { name: Type.Optional(personName), language: Type.Optional(ref(Language)), theme: Type.Optional(ref(Theme)) }, { minProperties: 1 });
export const ChangePassword = bodyOf('ChangePassword', { currentPassword: givenPassword, password: newPassword });
const OwnSession = Type.Object(
  {
    id: Uuid,
    isThis: Type.Boolean({ description: 'The session that asks.' }),
    device: Type.Object({ browser: nullable(Type.String({ examples: ['Firefox'] })), system: nullable(Type.String({ examples: ['Windows'] })) }),
    address: nullable(Type.String({ examples: ['192.0.2.17'] })),
    createdAt: Moment,
    lastSeenAt: Moment,
    endsAt: { ...Moment, description: 'However much it is used.' },
  },
  { $id: 'OwnSession' },
);
export const OwnSessionList = listOf('OwnSessionList', ref(OwnSession));
