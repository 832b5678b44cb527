import { expect, it } from '@jest/globals';
import { buildSerializer } from './serialization.ts';

const components = {
  Leaf: { $id: 'Leaf', type: 'object', properties: { word: { type: 'string' } } },
  Branch: { $id: 'Branch', type: 'object', properties: { leaves: { type: 'array', items: { $ref: 'Leaf' } } } },
  Other: { $id: 'Other', type: 'object', properties: { broken: { $ref: 'Nowhere' } } },
};
const route = (schema: object) => ({ method: 'GET', url: '/', httpStatus: '200', schema });

it('finds components that components refer to, and does not look at those nobody refers to', () => {
  const write = buildSerializer(components)(route({ type: 'object', properties: { root: { $ref: 'Branch' } } }));
  expect(write({ root: { leaves: [{ word: 'oak', secret: 'not in the schema' }] } })).toBe('{"root":{"leaves":[{"word":"oak"}]}}');
});

it('builds one serializer for all answers of one shape', () => {
  const compile = buildSerializer(components);
  const schema = { type: 'object', properties: { leaf: { $ref: 'Leaf' } } };
  expect(compile(route(schema))).toBe(compile(route(structuredClone(schema))));
});
