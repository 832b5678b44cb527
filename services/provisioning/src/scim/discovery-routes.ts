import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { ref } from '../http/schema.ts';
import { problem } from '../problems.ts';
import { scimBaseOf } from './describe-access.ts';
import { resourceTypes, schemas, serviceProviderConfig, wholeList } from './discovery.ts';
import { inScim, ScimDescription, ScimList, scimRefusals } from './schemas.ts';

const tags = ['SCIM'];
const security = [{ scimToken: [] }];
const described = inScim(ref(ScimDescription), 'What is asked for.');
const list = inScim(ref(ScimList), 'All of them.');
const found = <T extends { id: string }>(all: readonly T[], id: string): T => {
  const one = all.find((each) => each.id.toLowerCase() === id.toLowerCase());
  if (!one) throw problem('request.not_found');
  return one;
};

/** What identity systems ask before they hand anybody over. */
export default async function discoveryRoutes(app: App): Promise<void> {
  const base = ({ ctx }: { ctx: { config: { publicUrl: string } } }) => scimBaseOf(ctx.config.publicUrl);
  const refused = scimRefusals('401', '403', '429');
  const name = Type.String({ maxLength: 200 });

  app.get('/ServiceProviderConfig', { schema: { operationId: 'getScimConfig', summary: 'Read what this SCIM server offers', tags, security, response: { 200: described, ...refused } } }, async (request) => serviceProviderConfig(base(request)));
  app.get('/ResourceTypes', { schema: { operationId: 'listScimResourceTypes', summary: 'List the kinds of SCIM resources', tags, security, response: { 200: list, ...refused } } }, async (request) => wholeList(resourceTypes(base(request))));
  app.get('/ResourceTypes/:resourceType', { schema: { operationId: 'getScimResourceType', summary: 'Read one kind of SCIM resource', tags, security, params: Type.Object({ resourceType: name }), response: { 200: described, ...scimRefusals('401', '403', '404', '429') } } }, async (request) => found(resourceTypes(base(request)), request.params.resourceType));
  app.get('/Schemas', { schema: { operationId: 'listScimSchemas', summary: 'List the attributes this SCIM server knows', tags, security, response: { 200: list, ...refused } } }, async (request) => wholeList(schemas(base(request))));
  app.get('/Schemas/:schemaUrn', { schema: { operationId: 'getScimSchema', summary: 'Read one SCIM schema by its URN', tags, security, params: Type.Object({ schemaUrn: name }), response: { 200: described, ...scimRefusals('401', '403', '404', '429') } } }, async (request) => found(schemas(base(request)), request.params.schemaUrn));
  app.get(
    '/Groups',
    { schema: { operationId: 'listScimGroups', summary: 'List no groups: they are not kept here', description: 'ResourceTypes names none; identity systems that ask all the same get an empty list.', tags, security, response: { 200: list, ...refused } } },
    async () => wholeList([]),
  );

  // Named so that whoever tries is told by the standard's own answer instead of "not found".
  for (const url of ['/Me', '/Bulk', '/Groups']) {
    app.route({ method: url === '/Me' ? ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] : ['POST'], url, schema: { hide: true }, handler: async () => {
      throw problem('scim.not_implemented');
    } });
  }
}
