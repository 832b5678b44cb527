import AjvCompiler from '@fastify/ajv-compiler';
import type { BuildCompilerFromPool } from '@fastify/ajv-compiler';

const build = AjvCompiler();

/**
 * A body is taken as it stands: JSON has numbers and booleans, so "1" is not 1, and an unknown field is refused.
 * Queries and paths are text by nature and are converted to what the schema says.
 */
export const buildValidator: BuildCompilerFromPool = (externalSchemas) => {
  const compilerOf = (coerceTypes: boolean) =>
    build(externalSchemas, { customOptions: { removeAdditional: false, useDefaults: true, allErrors: true, allowUnionTypes: true, coerceTypes } });
  const asGiven = compilerOf(false);
  const fromText = compilerOf(true);
  return (route) => (isBody(route) ? asGiven : fromText)(route);
};

// Fastify hands over the whole route, not only its schema as the type says.
const isBody = (route: unknown) => typeof route === 'object' && route !== null && 'httpPart' in route && route.httpPart === 'body';
