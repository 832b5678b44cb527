import cookie from '@fastify/cookie';
import Fastify, { type FastifyReply, type FastifyRequest, type FastifyServerOptions, type RawServerDefault } from 'fastify';
import activationRoutes from './activation/routes.ts';
import adapterRoutes from './adapter/routes.ts';
import linkRoutes from './admins/link-routes.ts';
import profileRoutes from './admins/profile-routes.ts';
import { adminOfSession, standingOf } from './admins/resolve-session.ts';
import adminRoutes from './admins/routes.ts';
import sessionRoutes from './admins/session-routes.ts';
import { clientOfToken } from './api-clients/resolve-token.ts';
import apiClientRoutes from './api-clients/routes.ts';
import metadataRoutes from './api-clients/metadata-routes.ts';
import tokenRoutes from './api-clients/token-routes.ts';
import { sendPublished } from './broadworks-api/published-errors.ts';
import broadworksRoutes, { isPublishedAddress } from './broadworks-api/routes.ts';
import bulkRoutes from './bulk/routes.ts';
import clusterRoutes from './clusters/routes.ts';
import connectorRoutes from './connectors/routes.ts';
import type { Services } from './context.ts';
import customerRoutes from './customers/routes.ts';
import { isMigrated } from './db/schema-version.ts';
import type { ChangeListener } from './events/listener.ts';
import feedRoutes from './events/feed-routes.ts';
import auditRoutes from './events/routes.ts';
import exportRoutes from './exports/routes.ts';
import driftRoutes from './drift/routes.ts';
import homeRoutes from './home/routes.ts';
import { apiCatalog } from './http/api-catalog.ts';
import type { App } from './http/app-type.ts';
import { authenticate, refuseCrossSite } from './http/authenticate.ts';
import { endWithSession } from './http/end-with-session.ts';
import { announceDeprecation } from './http/deprecation.ts';
import { tagEntities } from './http/entity-tags.ts';
import { errorHandler, sendProblem } from './http/error-handler.ts';
import { limitClients } from './http/client-rate.ts';
import { takeEmptyBodies } from './http/empty-body.ts';
import { answerUnreadable } from './http/unreadable-requests.ts';
import { health } from './http/health.ts';
import { answerOnce } from './http/idempotency.ts';
import { refuseLargeBodies } from './http/large-bodies.ts';
import { linkAnswers } from './http/links.ts';
import { takeMergePatch } from './http/merge-patch.ts';
import { openapi } from './http/openapi.ts';
import { ownHost } from './http/own-host.ts';
import { problemPages } from './http/problem-pages.ts';
import { requestContext, requestIdOf } from './http/request-context.ts';
import { componentBucket } from './http/schema.ts';
import { securityHeaders } from './http/security-headers.ts';
import { buildSerializer } from './http/serialization.ts';
import { staticApps } from './http/static-apps.ts';
import { buildValidator } from './http/validation.ts';
import { beginOnce } from './idempotency/begin-once.ts';
import invitationRoutes from './invitations/routes.ts';
import identityProviderRoutes from './identity-providers/routes.ts';
import oidcSignInRoutes from './identity-providers/sign-in-routes.ts';
import { findOwnHost } from './providers/find-own-host.ts';
import providerRoutes from './providers/routes.ts';
import scimAccessRoutes from './scim/access-routes.ts';
import scimRoutes from './scim/routes.ts';
import { sendScimError } from './scim/scim-errors.ts';
import { tidyAddress } from './scim/tidy-address.ts';
import setupRoutes from './setup/routes.ts';
import savedViewRoutes from './saved-views/routes.ts';
import subscriberRoutes from './subscribers/routes.ts';
import templateRoutes from './templates/routes.ts';
import webhookRoutes from './webhooks/routes.ts';
import mailRoutes from './mail/routes.ts';
import { noteDelivery } from './subscribers/note-delivery.ts';
import servedLogoRoutes from './templates/served-logo-routes.ts';

/** The whole HTTP side, in order: what every request passes, then the features by who may call them. It does not listen yet. */
export async function buildApp(services: Services, options: { logger: FastifyServerOptions['logger']; changes: ChangeListener }): Promise<App> {
  const { config, pool } = services;
  const { publicUrl } = config;
  const app: App = Fastify<RawServerDefault>({
    logger: options.logger,
    // Counted from our side, so that a client cannot choose its own address by sending a longer list.
    trustProxy: (_address, hop) => hop < config.trustedProxies,
    bodyLimit: 256 * 1024,
    // Longer than any id of any surface, so that each surface judges its own.
    routerOptions: { maxParamLength: 1000 },
    genReqId: requestIdOf,
    rewriteUrl: ({ url = '/' }) => tidyAddress(url),
    frameworkErrors: (error, request, reply) => void refuse(publicUrl, error, request, reply),
    clientErrorHandler: (error, socket) => answerUnreadable(publicUrl, error, socket),
    schemaController: { bucket: componentBucket, compilersFactory: { buildValidator, buildSerializer } },
  });

  await app.register(errorHandler, { publicUrl });
  await app.register(refuseLargeBodies);
  await app.register(securityHeaders, { publicUrl });
  await app.register(cookie);
  await app.register(requestContext, { services });
  await app.register(ownHost, { findOwnHost });
  await app.register(openapi);

  await app.register(health, { pool, isMigrated });
  await app.register(apiCatalog, { publicUrl });
  await app.register(problemPages);
  await app.register(staticApps, { adminDir: config.staticAdminDir, activationDir: config.staticActivationDir });
  await app.register(consoleRoutes, { ...options, callsPerMinute: config.limits.callsPerClientPerMinute });
  await app.register(tokenRoutes);
  await app.register(metadataRoutes, { publicUrl });
  await app.register(adapterRoutes);
  await app.register(scimRoutes, { prefix: '/scim/v2' });
  await app.register(mailRoutes, { noteDelivery });
  await app.register(portalRoutes, options);
  return app;
}

/** Before there is a route: in the form of the surface that the address belongs to. */
function refuse(publicUrl: string, error: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  if (isPublishedAddress(request.url)) return sendPublished(error, request, reply);
  return request.url.startsWith('/scim/') ? sendScimError(error, request, reply) : sendProblem(publicUrl, error, request, reply);
}

/** What admins and API clients call; every request here is somebody's. */
async function consoleRoutes(app: App, { changes, callsPerMinute }: { changes: ChangeListener; callsPerMinute: number }): Promise<void> {
  authenticate(app, { adminOfSession, clientOfToken });
  endWithSession(app, { onSession: changes.onSession, standingOf });
  limitClients(app, { callsPerMinute });
  await app.register(ownSurface, { changes });
  await app.register(broadworksRoutes);
}

/** Our own surface, with what holds for all of it; the published one has rules of its own. */
async function ownSurface(app: App, { changes }: { changes: ChangeListener }): Promise<void> {
  announceDeprecation(app);
  takeEmptyBodies(app);
  takeMergePatch(app);
  linkAnswers(app);
  tagEntities(app);
  answerOnce(app, beginOnce);
  await app.register(sessionRoutes);
  await app.register(profileRoutes);
  await app.register(linkRoutes);
  await app.register(setupRoutes);
  await app.register(oidcSignInRoutes);
  await app.register(identityProviderRoutes);
  await app.register(providerRoutes);
  await app.register(adminRoutes);
  await app.register(apiClientRoutes);
  await app.register(clusterRoutes);
  await app.register(connectorRoutes);
  await app.register(driftRoutes);
  await app.register(homeRoutes);
  await app.register(templateRoutes);
  await app.register(scimAccessRoutes);
  await app.register(customerRoutes);
  await app.register(invitationRoutes);
  await app.register(savedViewRoutes);
  await app.register(subscriberRoutes, { changes });
  await app.register(bulkRoutes);
  await app.register(auditRoutes);
  await app.register(feedRoutes, { changes });
  await app.register(webhookRoutes);
  await app.register(exportRoutes);
}

/** What a user calls from the portal; its cookie is its own. */
async function portalRoutes(app: App, { changes }: { changes: ChangeListener }): Promise<void> {
  refuseCrossSite(app);
  await app.register(activationRoutes, { changes });
  await app.register(servedLogoRoutes);
}
