import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastifyPlugin from 'fastify-plugin';
import { publicTypes, TYPE_PREFIX } from '../events/public-event.ts';
import type { App } from './app-type.ts';
import { withExamples } from './examples.ts';
import { withMeanings } from './meanings.ts';

const tags = [
  { name: 'Access', description: 'Sessions of admins, tokens of programs, and who has them.' },
  { name: 'Home', description: 'What an admin looks at first.' },
  { name: 'Clusters', description: 'BroadWorks deployments, whose XSI-Actions proves who a user is.' },
  { name: 'Connectors', description: 'The configured way to a cloud platform.' },
  { name: 'Templates', description: 'Shared settings of everything a template onboards, its activation link included.' },
  { name: 'Customers', description: 'Businesses of the provider, each bound to one template.' },
  { name: 'User status', description: 'Every user, where they stand, and what an admin can do about it.' },
  { name: 'Invitations', description: 'Personal links that stand for a user id, beside the link of the template.' },
  { name: 'Bulk work', description: 'The same for many users at once, with progress and a result for each.' },
  { name: 'Exports', description: 'Files of users made in the background and kept for a week.' },
  { name: 'Events', description: 'What happened, for programs: a feed in order, and webhooks.' },
  { name: 'Audit log', description: 'Who did what to whom, and the proof that nobody changed it.' },
  { name: 'Activation', description: 'What a user goes through in the portal.' },
  { name: 'Mail', description: 'Where mail services tell what became of a mail.' },
  { name: 'Flow-through adapter', description: 'Where BroadWorks hands over users.' },
  { name: 'SCIM', description: 'Where identity systems such as Entra and Okta hand over users (RFC 7643, RFC 7644, RFC 9865).' },
  { name: 'Webex-compatible', description: 'The published API for BroadWorks subscribers: change the base URL of an existing program.' },
  { name: 'Operations', description: 'For whoever runs the service.' },
];

const securitySchemes = {
  accessToken: { type: 'http', scheme: 'bearer', description: 'From `POST /oauth/token`.' },
  session: { type: 'apiKey', in: 'cookie', name: '__Host-vestibule_session', description: 'An admin in the console. On http the name has no prefix.' },
  activationCookie: { type: 'apiKey', in: 'cookie', name: '__Host-vestibule_activation', description: 'A user in the portal. On http the name has no prefix.' },
  templateAccount: { type: 'http', scheme: 'basic', description: 'Account and password of the template.' },
  scimToken: { type: 'http', scheme: 'bearer', description: 'The SCIM token of the template.' },
  clientCredentials: { type: 'http', scheme: 'basic', description: 'Id and secret of an API client, for the token endpoint.' },
} as const;

/** What a receiver of webhooks gets; the same for every type but the type itself. */
const webhookOf = (type: string) => ({
  post: {
    operationId: `on${type.slice(TYPE_PREFIX.length, -'.v1'.length).replace(/(?:^|[._])(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: type,
    description: 'Signed by Standard Webhooks 1.0.0 over `webhook-id.webhook-timestamp.body`. Answer 2xx within 20 seconds; 410 ends the webhook, `Retry-After` is honoured. It may come more than once, with the same `webhook-id`.',
    tags: ['Events'],
    security: [],
    parameters: [
      { name: 'webhook-id', in: 'header' as const, required: true, schema: { type: 'string' as const, format: 'uuid' } },
      { name: 'webhook-timestamp', in: 'header' as const, required: true, schema: { type: 'string' as const }, description: 'Seconds since 1970. Refuse what is older than five minutes.' },
      { name: 'webhook-signature', in: 'header' as const, required: true, schema: { type: 'string' as const }, description: 'One or more signatures, separated by blanks: `v1,` HMAC-SHA256 and `v1a,` ed25519, in base64.' },
    ],
    requestBody: { required: true, content: { 'application/cloudevents+json': { schema: { allOf: [{ $ref: '#/components/schemas/CloudEvent' }, { type: 'object' as const, properties: { type: { type: 'string' as const, enum: [type] } } }] } } } },
    responses: { '2XX': { description: 'Taken.' }, '410': { description: 'Send nothing more.' } },
  },
});

type Variant = { properties?: Record<string, { const?: string; enum?: string[] }> };
type Union = { oneOf?: { $ref: string }[]; discriminator?: { propertyName: string; mapping?: Record<string, string> } };

/** Says for every union which word stands for which component: the checker of requests knows by itself and takes no such list. */
function withMappings<Document extends object>(document: Document): Document {
  const { components } = document as { components?: { schemas?: Record<string, Variant & Union> } };
  const schemas = components?.schemas ?? {};
  for (const { oneOf = [], discriminator } of Object.values(schemas)) {
    if (!discriminator) continue;
    const wordOf = ($ref: string) => schemas[$ref.split('/').at(-1) ?? '']?.properties?.[discriminator.propertyName];
    discriminator.mapping = Object.fromEntries(oneOf.map(({ $ref }) => [wordOf($ref)?.const ?? wordOf($ref)?.enum?.[0] ?? '', $ref]));
  }
  return document;
}

/** The contract: made from the routes' schemas, shown at /docs. */
export const openapi = fastifyPlugin(async (app: App) => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Vestibule',
        version: '1.0.0',
        description: 'Lets a service provider\'s users activate themselves, and its admins watch and repair it. Errors are RFC 9457 problem documents; programs decide by their `code`.',
        contact: { name: 'Whoever runs this installation' },
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags,
      components: { securitySchemes },
      webhooks: Object.fromEntries(publicTypes.map((type) => [type, webhookOf(type)])),
      security: [{ accessToken: [] }, { session: [] }],
    },
    transformObject: (made) => withMeanings(withExamples(withMappings('openapiObject' in made ? made.openapiObject : made.swaggerObject))),
    refResolver: { buildLocalReference: (json, _baseUri, _fragment, index) => (typeof json.$id === 'string' ? json.$id : `schema-${index}`) },
  });

  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'Vestibule API' },
    uiConfig: { layout: 'BaseLayout', deepLinking: true, docExpansion: 'none', filter: true, tryItOutEnabled: false },
  });

  app.get('/openapi.yaml', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/yaml; charset=utf-8').send(app.swagger({ yaml: true })),
  );
});
