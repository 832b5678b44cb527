import type { App } from '../http/app-type.ts';
import { ref, refusals } from '../http/schema.ts';
import { changePortalAddress, getPortalAddress } from './change-portal-address.ts';
import { PortalAddress, PortalAddressChanges } from './schemas.ts';

const tags = ['Access'];

/** What an owner decides about the provider itself. */
export default async function providerRoutes(app: App): Promise<void> {
  app.get(
    '/v1/portal-address',
    { config: { isVersioned: true }, schema: { operationId: 'getPortalAddress', summary: 'Read under which address users find the portal', tags, response: { 200: ref(PortalAddress), ...refusals('401', '403') } } },
    async ({ ctx }) => getPortalAddress(ctx),
  );

  const description = 'Share links, links in mails and QR codes use it from now on; links that were given out under the shared address go on working. The host must lead to this service, which then serves nothing there but the portal of this provider.';
  app.patch(
    '/v1/portal-address',
    { config: { ifMatch: 'required' }, schema: { operationId: 'changePortalAddress', summary: 'Give the portal an address of its own', description, tags, body: ref(PortalAddressChanges), response: { 200: ref(PortalAddress), ...refusals('400', '401', '403', '409') } } },
    async ({ ctx, body }) => changePortalAddress(ctx, body),
  );
}
