import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { document } from './described-api.ts';

type Check = (value: unknown) => string[];

// The package is CommonJS: its function stands one level deeper for TypeScript than for Node.
const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
const BASE = 'https://vestibule.example.com/openapi.json';
const pointing = <T>(schema: T): T => JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', `"${BASE}#/components/`)) as T;
ajv.addSchema({ $id: BASE, components: pointing(document.components) });

/** What of a value is not as a schema of the document says; empty when all is. */
export function checkBy(schema: object): Check {
  const validate = ajv.compile(pointing(schema));
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`));
}

/**
 * Where an answer has another shape than its example: a field more or less, or another type. Null stands for any type, and a
 * list is as its first item.
 */
export function differences(example: unknown, actual: unknown, at = ''): string[] {
  if (example === null || actual === null) return [];
  if (kindOf(example) !== kindOf(actual)) return [`${at || '/'} is ${kindOf(actual)}, in the example ${kindOf(example)}`];
  if (Array.isArray(example) && Array.isArray(actual)) {
    if (example.length > 0 && actual.length === 0) return [`${at} is empty, in the example it is not`];
    return example.length === 0 ? [] : differences(example[0], actual[0], `${at}/0`);
  }
  if (!isRecord(example) || !isRecord(actual)) return [];
  const names = new Set([...Object.keys(example), ...Object.keys(actual)]);
  return [...names].flatMap((name) => {
    if (!(name in actual)) return [`${at}/${name} is only in the example`];
    if (!(name in example)) return [`${at}/${name} is missing in the example`];
    return differences(example[name], actual[name], `${at}/${name}`);
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const kindOf = (value: unknown): string => (Array.isArray(value) ? 'a list' : isRecord(value) ? 'an object' : typeof value);
