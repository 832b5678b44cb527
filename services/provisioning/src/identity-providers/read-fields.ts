import { requireFittingScope } from '../admins/admin.ts';
import { requireCallable } from '../checks/require-callable.ts';
import type { AdminRole, TxContext } from '../context.ts';
import { loadTemplate } from '../templates/load-template.ts';
import { domainsFrom, issuerFrom, type RoleMapping } from './identity-provider.ts';
import type { IdentityProviderFields } from './store.ts';

/** What an owner writes; the secret is stored sealed and never shown again. */
export type IdentityProviderInput = {
  name: string; issuer: string; clientId: string; clientSecret: string; scopes: string[];
  groupsClaim: string | null; mappings: RoleMapping[]; defaultRole: AdminRole | null; allowedDomains: string[]; enabled: boolean;
};

/**
 * The given fields as they are stored.
 * @throws request.invalid, template.not_found for a mapping that names a template of nobody or of somebody else
 */
export async function readFields(ctx: TxContext, id: string, input: Partial<IdentityProviderInput>): Promise<Partial<IdentityProviderFields>> {
  const { clientSecret, issuer, allowedDomains, mappings, groupsClaim, ...plain } = input;
  for (const { role, templateIds } of mappings ?? []) {
    requireFittingScope(role, templateIds);
    for (const templateId of templateIds ?? []) await loadTemplate(ctx, templateId);
  }
  const readIssuer = issuer === undefined ? undefined : issuerFrom(issuer);
  if (readIssuer) requireCallable(ctx, readIssuer, '/issuer');
  return {
    ...plain,
    ...(readIssuer && { issuer: readIssuer }),
    ...(clientSecret !== undefined && { clientSecretSealed: ctx.vault.seal(clientSecret, id) }),
    ...(allowedDomains !== undefined && { allowedDomains: domainsFrom(allowedDomains) }),
    ...(groupsClaim !== undefined && { groupsClaim: groupsClaim?.trim() || null }),
    ...(mappings !== undefined && { mappings }),
  };
}
