import Type from 'typebox';
import { rights } from '../access.ts';
import { adminRoles } from '../context.ts';
import { bodyOf, closedList, listOf, Moment, nullable, ref, Uuid } from '../http/schema.ts';
import { PASSWORD_MAX, PASSWORD_MIN } from './admin.ts';

const Role = closedList('AdminRole', adminRoles, 'An owner may do everything; an admin all but access itself; an operator works on users; a help desk looks and mails again; a reader looks.');
const Right = closedList('Right', rights, 'What a session may do: the scopes of tokens, and finer ones.');

const email = Type.String({ format: 'email', maxLength: 254, examples: ['ada@example.com'] });
const templateIds = nullable(Type.Array(Uuid, { maxItems: 100, uniqueItems: true, description: 'The only templates whose users this admin sees; null means all.' }));
const who = { id: Uuid, email: Type.String(), name: Type.String(), role: ref(Role), templateIds };

export const Session = Type.Object(
  {
    admin: Type.Object(who),
    provider: Type.Object({ id: Uuid, name: Type.String() }),
    rights: Type.Array(ref(Right)),
  },
  { $id: 'Session', description: 'Who is signed in, and what they may do.' },
);

// Nothing is told about what is wrong with either field, so the schema asks only for text.
export const SignIn = bodyOf('SignIn', { email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: PASSWORD_MAX }) });

export const Admin = Type.Object({ ...who, createdAt: Moment, lastSignInAt: nullable(Moment) }, { $id: 'Admin' });
export const AdminList = listOf('AdminList', ref(Admin));

export const NewAdmin = bodyOf('NewAdmin', {
  email,
  name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', examples: ['Ada Lovelace'] }),
  role: ref(Role),
  templateIds: Type.Optional(templateIds),
  password: Type.String({ minLength: PASSWORD_MIN, maxLength: PASSWORD_MAX, description: 'Given by the owner, to be handed over in person.' }),
});
