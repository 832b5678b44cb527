import { parse } from 'yaml';
import { describeApi } from '../src/emit-openapi.ts';

type Described = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; description?: string }[];
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema: { $ref?: string } }> }>;
};
export type ApiDocument = { security: Record<string, string[]>[]; tags: { name: string }[]; paths: Record<string, Record<string, Described>>; webhooks: Record<string, Record<string, Described>>; components: { schemas: Record<string, object> } };
export type Operation = Described & { name: string; method: 'get' | 'post' | 'put' | 'patch' | 'delete'; path: string; takesBody: boolean };

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

export const describedText: string = await describeApi();
export const document: ApiDocument = parse(describedText);

/** Every operation of the contract; a test made from this list covers routes that do not exist yet. */
export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  methods.flatMap((method) => {
    const described = item[method];
    return described ? [{ ...described, name: described.operationId ?? `${method} ${path}`, method, path, takesBody: described.requestBody !== undefined }] : [];
  }),
);

const schemesOf = (operation: Operation) => (operation.security ?? document.security).flatMap((scheme) => Object.keys(scheme));
/** What an admin or a program calls. */
export const isForAdmins = (operation: Operation) => schemesOf(operation).some((scheme) => scheme === 'session' || scheme === 'accessToken');
/** Answers with a stream that goes on until the page is left. */
export const isEndless = (operation: Operation) => operation.responses['200']?.content?.['text/event-stream'] !== undefined;
/** What anybody may call, knowing the address. */
export const isPublic = (operation: Operation) => operation.security?.length === 0;
