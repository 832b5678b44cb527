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

it('looks at a schema when the first answer is written, not when the process starts', () => {
  const write = buildSerializer(components)(route({ type: 'object', properties: { root: { $ref: 'Other' } } }));
  expect(() => write({ root: { broken: 1 } })).toThrow('Nowhere');
});
