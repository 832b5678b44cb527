import Type from 'typebox';
import { LastCheck, UsedBy } from '../checks/schemas.ts';
import { bodyOf, listOf, Moment, nullable, ref, Uuid } from '../http/schema.ts';

export const Cluster = Type.Object(
  { id: Uuid, name: Type.String(), xsiUrl: Type.String(), defaultDomain: nullable(Type.String()), usedBy: Type.Array(ref(UsedBy)), lastCheck: nullable(ref(LastCheck)), createdAt: Moment, version: Type.Integer() },
  { $id: 'Cluster', description: 'One BroadWorks deployment.' },
);
export const ClusterList = listOf('ClusterList', ref(Cluster));

const name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', examples: ['Europe 1'] });
const xsiUrl = Type.String({ minLength: 1, maxLength: 500, description: 'Address of the XSP, with which XSI-Actions is found.', examples: ['https://xsp.example.com'] });
const defaultDomain = nullable(Type.String({ maxLength: 253, pattern: '^@?[A-Za-z0-9.-]*$', description: 'Appended to a user id typed without one.', examples: ['example.com'] }));

export const NewCluster = bodyOf('NewCluster', { name, xsiUrl, defaultDomain: Type.Optional(defaultDomain) });
export const ClusterChanges = bodyOf(
  'ClusterChanges',
  { name: Type.Optional(name), xsiUrl: Type.Optional(xsiUrl), defaultDomain: Type.Optional(defaultDomain) },
  { minProperties: 1, description: 'A JSON merge patch: what is absent stays.' },
);
