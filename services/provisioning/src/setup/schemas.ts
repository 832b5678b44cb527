import Type from 'typebox';
import { PASSWORD_MAX, PASSWORD_MIN } from '../admins/admin.ts';
import { bodyOf, Moment } from '../http/schema.ts';

const token = Type.String({ minLength: 1, maxLength: 100, description: 'What stands behind `#` in the link that the api printed.' });
const text = (example: string) => Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', examples: [example] });

export const SetupLink = bodyOf('SetupLink', { token });
export const SetupOffer = Type.Object({ expiresAt: Moment }, { $id: 'SetupOffer' });

export const Setup = bodyOf('Setup', {
  token,
  providerName: text('Example Telecom'),
  name: text('Olga Owner'),
  email: Type.String({ format: 'email', maxLength: 254, examples: ['olga@example.com'] }),
  password: Type.String({ minLength: PASSWORD_MIN, maxLength: PASSWORD_MAX }),
});
