import { PACKAGES, withChanges, type AccountChanges, type AccountFields, type StoredAccount } from './account.ts';
import { Refusal } from './refusal.ts';

const MANDATORY = ['provisioningId', 'userId', 'spEnterpriseId', 'firstName', 'lastName', 'package'] as const;
const OPTIONAL = ['email', 'primaryPhoneNumber', 'mobilePhoneNumber', 'extension', 'timezone', 'language'] as const;
const CHANGEABLE = ['userId', 'firstName', 'lastName', 'package', 'primaryPhoneNumber', 'mobilePhoneNumber', 'extension', 'timezone'] as const;

/** The fields of a creation; refuses with 1001 what is missing and with 1002 what is not allowed. */
export const creationFields = (body: unknown): AccountFields => {
  const given = texts(body, [...MANDATORY, ...OPTIONAL]);
  const { language: _reserved, ...fields } = given;
  return {
    ...fields,
    provisioningId: mandatory(given, 'provisioningId'),
    userId: mandatory(given, 'userId'),
    spEnterpriseId: mandatory(given, 'spEnterpriseId'),
    firstName: mandatory(given, 'firstName'),
    lastName: mandatory(given, 'lastName'),
    package: packageOf(mandatory(given, 'package')),
    ...(given.email === undefined ? {} : { email: emailOf(given.email) }),
  };
};

/** The fields of an update; of number and extension one must remain. */
export const updateChanges = (body: unknown, account: StoredAccount): AccountChanges => {
  const given = texts(body, CHANGEABLE);
  const { package: wanted, ...others } = given;
  const changes: AccountChanges = { ...others, ...(wanted === undefined ? {} : { package: packageOf(wanted) }) };
  const after = withChanges(account.fields, changes);
  const removesOne = given.primaryPhoneNumber === '' || given.extension === '';
  if (removesOne && after.primaryPhoneNumber === undefined && after.extension === undefined) {
    throw new Refusal(400, 'Of primaryPhoneNumber and extension one must remain.', {
      errorCode: 1002, fieldName: given.extension === '' ? 'extension' : 'primaryPhoneNumber',
    });
  }
  return changes;
};

/** The address of a pre-check, the only thing it insists on. */
export const preCheckEmail = (body: unknown): string => emailOf(mandatory(texts(body, [...MANDATORY, ...OPTIONAL, 'customerInfo']), 'email'));

export const userIdIn = (body: unknown): string | null => textMember(body, 'userId');
export const emailIn = (body: unknown): string | null => textMember(body, 'email');

const textMember = (body: unknown, name: string): string | null => {
  const value = body !== null && typeof body === 'object' ? new Map<string, unknown>(Object.entries(body)).get(name) : undefined;
  return typeof value === 'string' ? value : null;
};

/** The members of a JSON object that are texts. Anything the API does not know is a mistake worth hearing about. */
const texts = <Name extends string>(body: unknown, known: readonly Name[]): Partial<Record<Name, string>> => {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw new Refusal(400, 'The body must be a JSON object.', { errorCode: 1001 });
  const result: Partial<Record<Name, string>> = {};
  for (const [key, value] of Object.entries(body)) {
    const name = known.find((candidate) => candidate === key);
    if (name === undefined) throw new Refusal(400, `The parameter ${key} is not allowed here.`, { errorCode: 1002, fieldName: key });
    if (name === 'customerInfo') continue;
    if (typeof value !== 'string') throw new Refusal(400, `The parameter ${key} must be a string.`, { errorCode: 1002, fieldName: key });
    result[name] = value;
  }
  return result;
};

const mandatory = <Name extends string>(given: Partial<Record<Name, string>>, name: Name): string => {
  const value = given[name];
  if (value === undefined || value === '') throw new Refusal(400, `The parameter ${name} is mandatory.`, { errorCode: 1001, fieldName: name });
  return value;
};

const packageOf = (text: string): AccountFields['package'] => {
  const known = PACKAGES.find((name) => name === text);
  if (known === undefined) throw new Refusal(400, `There is no package ${text}.`, { errorCode: 1002, fieldName: 'package' });
  return known;
};

const emailOf = (text: string): string => {
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) throw new Refusal(400, 'The e-mail address is not valid.', { errorCode: 1002, fieldName: 'email' });
  return text;
};
