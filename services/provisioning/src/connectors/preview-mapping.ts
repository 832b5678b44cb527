import { requireRight } from '../access.ts';
import type { Context } from '../context.ts';
import { mappedUser } from '../adapters/scim/attribute-changes.ts';
import type { Sources } from '../adapters/scim/attribute-mapping.ts';
import { mappingFrom } from '../adapters/scim/kind.ts';

/** Nobody's data: what a preview shows. */
export const samplePerson: Sources = {
  userId: '5551230007@sp.example', email: 'ann.lee@acme.example', firstName: 'Ann', lastName: 'Lee', package: 'standard', spEnterpriseId: 'SP1+acme',
  primaryPhoneNumber: '+15551230007', mobilePhoneNumber: null, extension: '0007',
};

/** A made-up user as this mapping would send them; nothing is called and nothing kept. @throws request.invalid */
export function previewMapping(ctx: Context, mapping: Record<string, string>): { user: object } {
  requireRight(ctx, 'templates:read');
  return { user: mappedUser(mappingFrom(mapping), samplePerson) };
}
