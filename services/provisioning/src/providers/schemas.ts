import Type from 'typebox';
import { bodyOf, nullable } from '../http/schema.ts';

export const PortalAddress = Type.Object(
  {
    address: nullable(Type.String({ description: 'The provider\'s own address of the portal, e.g. `https://activate.example.com`; null while it uses the shared one.' })),
    sharedAddress: Type.String({ description: 'PUBLIC_URL, where the portal of every provider is found.' }),
    version: Type.Integer(),
  },
  { $id: 'PortalAddress' },
);
export const PortalAddressChanges = bodyOf('PortalAddressChanges', { address: nullable(Type.String({ maxLength: 260, description: 'https and a host name, without a path.' })) });
