import type { IdentityProvider, IdentityProviderChanges, NewIdentityProvider } from '../api.ts';

/** One line of the mapping with an identity of its own, so that moving it moves its fields. */
export type Line = { id: number; group: string; role: IdentityProvider['mappings'][number]['role']; templateIds: string[] | null };

/** What stands in the fields; lists as people type them. */
export type ProviderForm = {
  name: string; issuer: string; clientId: string; clientSecret: string; scopes: string;
  groupsClaim: string; lines: Line[]; defaultRole: NonNullable<IdentityProvider['defaultRole']> | 'none'; allowedDomains: string; enabled: boolean;
};

let serial = 0;
export const newLine = (): Line => ({ id: ++serial, group: '', role: 'read_only', templateIds: null });

/** Owners and admins answer for every template. */
export const mayBeLimited = (role: Line['role']): boolean => role !== 'owner' && role !== 'admin';

export const formOf = (provider: IdentityProvider | null): ProviderForm => ({
  name: provider?.name ?? '',
  issuer: provider?.issuer ?? '',
  clientId: provider?.clientId ?? '',
  clientSecret: '',
  scopes: (provider?.scopes ?? ['email', 'profile']).filter((scope) => scope !== 'openid').join(' '),
  groupsClaim: provider?.groupsClaim ?? '',
  lines: (provider?.mappings ?? []).map((line) => ({ ...line, id: ++serial })),
  defaultRole: provider?.defaultRole ?? 'none',
  allowedDomains: (provider?.allowedDomains ?? []).join(', '),
  enabled: provider?.enabled ?? true,
});

const listed = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];

/** The form as the API takes it; an empty secret stays what it was. */
export function bodyOf(form: ProviderForm): IdentityProviderChanges {
  return {
    name: form.name.trim(),
    issuer: form.issuer.trim(),
    clientId: form.clientId.trim(),
    ...(form.clientSecret && { clientSecret: form.clientSecret }),
    scopes: ['openid', ...listed(form.scopes).filter((scope) => scope !== 'openid')],
    groupsClaim: form.groupsClaim.trim() || null,
    mappings: form.lines.map(({ group, role, templateIds }) => ({ group: group.trim(), role, templateIds: mayBeLimited(role) ? templateIds : null })),
    defaultRole: form.defaultRole === 'none' ? null : form.defaultRole,
    allowedDomains: listed(form.allowedDomains),
    enabled: form.enabled,
  };
}

/** The same for one that does not exist yet: whoever submits it has seen that the secret is there. */
export const newBodyOf = (form: ProviderForm): NewIdentityProvider => ({ ...bodyOf(form), name: form.name.trim(), issuer: form.issuer.trim(), clientId: form.clientId.trim(), clientSecret: form.clientSecret });

export type Fault = 'nameMissing' | 'issuerInvalid' | 'clientIdMissing' | 'secretMissing' | 'secretAgain' | 'groupMissing' | 'claimMissing';
export type Faults = Partial<Record<'name' | 'issuer' | 'clientId' | 'clientSecret' | 'mappings' | 'groupsClaim', Fault>>;

/** What keeps the form from being sent; `before` null for a new one. */
export function faultsOf(form: ProviderForm, before: IdentityProvider | null): Faults {
  const faults: Faults = {};
  if (!form.name.trim()) faults.name = 'nameMissing';
  if (!/^https?:\/\/[^\s/]+/.test(form.issuer.trim())) faults.issuer = 'issuerInvalid';
  if (!form.clientId.trim()) faults.clientId = 'clientIdMissing';
  if (!form.clientSecret && !before) faults.clientSecret = 'secretMissing';
  if (!form.clientSecret && before && before.issuer !== form.issuer.trim()) faults.clientSecret = 'secretAgain';
  if (form.lines.some(({ group }) => !group.trim())) faults.mappings = 'groupMissing';
  if (form.lines.length > 0 && !form.groupsClaim.trim()) faults.groupsClaim = 'claimMissing';
  return faults;
}
