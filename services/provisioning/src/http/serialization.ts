import SerializerSelector, { type Serializer, type SerializerCompiler, type SerializerFactory } from '@fastify/fast-json-stringify-compiler';

const build = SerializerSelector();

/**
 * Builds each answer's serializer once, when it is first needed, and only with the components it refers to. Left alone, every
 * status of every route is built anew with all components, and the start of a process takes as long as routes times components.
 */
export const buildSerializer: SerializerFactory = (externalSchemas, options) => {
  const components = isRecord(externalSchemas) ? externalSchemas : {};
  // All plugins have the same components.
  const built = serializers.get(components) ?? new Map<string, Serializer>();
  serializers.set(components, built);
  const serializerOf: SerializerCompiler = (route) => {
    const text = JSON.stringify(route.schema);
    const known = built.get(text);
    if (known) return known;
    const serializer = build(referredBy(text, components), options)(route);
    built.set(text, serializer);
    return serializer;
  };
  return (route) => {
    let serializer: Serializer | undefined;
    return (answer) => (serializer ??= serializerOf(route))(answer);
  };
};

const serializers = new WeakMap<object, Map<string, Serializer>>();

/** The components a schema refers to, and those they refer to in turn. */
function referredBy(text: string, components: Record<string, unknown>, found: Record<string, unknown> = {}): Record<string, unknown> {
  for (const [, name = ''] of text.matchAll(/"\$ref":"([^"#]+)#?"/g)) {
    if (name in found || !(name in components)) continue;
    found[name] = structuredClone(components[name]);
    referredBy(JSON.stringify(components[name]), components, found);
  }
  return found;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
