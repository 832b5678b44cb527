import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

type Schema = { description?: string; $ref?: string; properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[]; oneOf?: Schema[]; allOf?: Schema[] };
type Parameter = { name: string; description?: string; schema?: Schema };
type Operation = { operationId?: string; description?: string; parameters?: Parameter[]; requestBody?: { content: Content }; responses?: Record<string, { content?: Content }> };
type Content = Record<string, { schema?: Schema }>;
type Described = { paths?: Record<string, Record<string, Operation>>; components?: { schemas?: Record<string, Schema> }; webhooks?: Record<string, Record<string, Operation>> };

const readWords = <T>(name: string): T => parse(readFileSync(new URL(`../../contract/${name}.yaml`, import.meta.url), 'utf8')) as T;

/** Which scopes open an operation to a program: all of those named together. Operations that programs have no business with are not in it. */
export function readScopes(): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(readWords<Record<string, string[]>>('scopes')).flatMap(([scopes, names]) => names.map((name) => [name, scopes.split(' ')] as const)));
}

/**
 * The same document with words where the routes have none: what an operation does and which scope it takes, what a parameter and what
 * a field means. A field's own words go first, then those for it in its component, then those for its name.
 */
export function withMeanings<Document extends object>(document: Document): Document {
  const fields = readWords<Record<string, string>>('fields');
  const operations = readWords<Record<string, string>>('operations');
  const scopes = readScopes();
  const { paths = {}, components: { schemas = {} } = {}, webhooks = {} } = document as Described;
  const explain = (schema: Schema, at: string): void => {
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      const meaning = field.description ?? fields[`${at}.${name}`] ?? (isExplained(field, schemas) ? undefined : fields[name]);
      if (meaning !== undefined) field.description = meaning;
      explain(field, `${at}.${name}`);
    }
    if (schema.items) explain(schema.items, `${at}[]`);
    for (const part of [schema.anyOf, schema.oneOf, schema.allOf].flatMap((parts) => parts ?? [])) explain(part, at);
  };
  for (const [name, schema] of Object.entries(schemas)) explain(schema, name);
  for (const operation of [paths, webhooks].flatMap((items) => Object.values(items).flatMap((item) => Object.values(item)))) {
    const { operationId = '', parameters = [] } = operation;
    const needed = scopes.get(operationId)?.map((scope) => `\`${scope}\``).join(' and ');
    const described = [operation.description ?? operations[operationId], needed && `Scope: ${needed}.`].filter(Boolean).join('\n\n');
    if (described) operation.description = described;
    for (const parameter of parameters) parameter.description ??= parameter.schema?.description ?? fields[parameter.name] ?? '';
    for (const [media, { schema }] of contentsOf(operation)) if (schema && !schema.$ref) explain(schema, `${operationId} ${media}`);
  }
  return document;
}

/** What a field points to says itself what it is. */
const isExplained = ({ $ref }: Schema, schemas: Record<string, Schema>): boolean => $ref !== undefined && schemas[$ref.split('/').at(-1) ?? '']?.description !== undefined;

const contentsOf = ({ requestBody, responses = {} }: Operation) => [requestBody?.content, ...Object.values(responses).map(({ content }) => content)].flatMap((content) => Object.entries(content ?? {}));
