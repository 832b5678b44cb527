import AjvCompiler from '@fastify/ajv-compiler';
import type { BuildCompilerFromPool } from '@fastify/ajv-compiler';

const build = AjvCompiler();

/**
 * A body is taken as it stands: JSON has numbers and booleans, so "1" is not 1, and an unknown field is refused.
 * Queries and paths are text by nature and are converted to what the schema says. A schema is compiled when its first request
 * comes: compiling all of them makes up most of a process's start. All plugins have the same components and share what is compiled.
 */
export const buildValidator: BuildCompilerFromPool = (externalSchemas, options) => {
  const known = compilers.get(externalSchemas);
  if (known) return known;
  const compiler = compilerWith(externalSchemas, options);
  compilers.set(externalSchemas, compiler);
  return compiler;
};

const compilers = new WeakMap<object, ReturnType<BuildCompilerFromPool>>();

const compilerWith: BuildCompilerFromPool = (externalSchemas) => {
  const compilerOf = (coerceTypes: boolean) =>
    build(externalSchemas, { customOptions: { removeAdditional: false, useDefaults: true, allErrors: true, allowUnionTypes: true, discriminator: true, coerceTypes } });
  const asGiven = compilerOf(false);
  const fromText = compilerOf(true);
  return (route) => whenNeeded(() => (isPart(route, 'body') ? asGiven : fromText)(isPart(route, 'headers') ? inLowerCase(route) : route));
};

type Validator = ReturnType<ReturnType<BuildCompilerFromPool>>;

/** Looks to Fastify like what Ajv compiles: the faults hang on the function, and `schemaEnv` says that it wants to know the parent. */
function whenNeeded(compile: () => Validator): Validator {
  let compiled: Validator | undefined;
  const validate = (...given: Parameters<Validator>) => {
    compiled ??= compile();
    const fits = compiled(...given);
    validate.errors = compiled.errors;
    return fits;
  };
  validate.errors = undefined as Validator['errors'];
  return Object.assign(validate, { schemaEnv: true }) as unknown as Validator;
}

// Fastify hands over the whole route, not only its schema as the type says.
const isPart = (route: unknown, part: 'body' | 'headers'): route is { schema: object; httpPart: string } => typeof route === 'object' && route !== null && 'httpPart' in route && route.httpPart === part;

/** Headers arrive in lower case, whatever the description calls them. */
function inLowerCase<Route extends { schema: object }>(route: Route): Route {
  const { properties = {}, required = [], ...rest }: { properties?: Record<string, unknown>; required?: string[] } = route.schema;
  const lower = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name.toLowerCase(), value]));
  return { ...route, schema: { ...rest, properties: lower, required: required.map((name) => name.toLowerCase()) } };
}
