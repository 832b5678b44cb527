import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { checkIdentityProvider } from './check-identity-provider.ts';
import { createIdentityProvider } from './create-identity-provider.ts';
import { deleteIdentityProvider } from './delete-identity-provider.ts';
import { signInLinkOf } from './identity-provider.ts';
import { type IdentityProviderKey, listIdentityProviders } from './list-identity-providers.ts';
import { getIdentityProvider } from './load-identity-provider.ts';
import { IdentityProvider, IdentityProviderChanges, IdentityProviderList, NewIdentityProvider, OidcCheck, SignInSettings, SignInSettingsChanges } from './schemas.ts';
import { changeSignInSettings, getSignInSettings } from './sign-in-settings.ts';
import { updateIdentityProvider } from './update-identity-provider.ts';

const params = Type.Object({ identityProviderId: Uuid });
const tags = ['Access'];
const list = { list: 'identity-providers' };

type Row = Awaited<ReturnType<typeof getIdentityProvider>>;
const present = (publicUrl: string) => ({ providerId: _providerId, clientSecretSealed: _sealed, ...shown }: Row) => ({ ...shown, signInLink: signInLinkOf(publicUrl, shown.key) });

/** How admins sign in: what an owner decides. */
export default async function identityProviderRoutes(app: App): Promise<void> {
  settingsRoutes(app);
  readRoutes(app);
  changeRoutes(app);
}

function settingsRoutes(app: App): void {
  app.get(
    '/v1/sign-in-settings',
    { config: { isVersioned: true }, schema: { operationId: 'getSignInSettings', summary: 'Read how admins may sign in', tags, response: { 200: ref(SignInSettings), ...refusals('401', '403') } } },
    async ({ ctx }) => getSignInSettings(ctx),
  );

  const description = 'Switching local accounts off is refused with `sign_in.owner_needed` until an owner can sign in through an identity provider.';
  app.patch(
    '/v1/sign-in-settings',
    { config: { ifMatch: 'required' }, schema: { operationId: 'changeSignInSettings', summary: 'Switch local accounts on or off', description, tags, body: ref(SignInSettingsChanges), response: { 200: ref(SignInSettings), ...refusals('400', '401', '403', '409') } } },
    async ({ ctx, body }) => changeSignInSettings(ctx, body),
  );
}

function readRoutes(app: App): void {
  app.get(
    '/v1/identity-providers',
    { schema: { operationId: 'listIdentityProviders', summary: 'List identity providers by name', tags, querystring: Type.Object(pageQuery), response: { 200: ref(IdentityProviderList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => {
      const page = await listIdentityProviders(ctx, { limit, start: openCursor<IdentityProviderKey>(ctx, cursor, list) });
      return sealPage(ctx, list, { ...page, items: page.items.map(present(ctx.config.publicUrl)) });
    },
  );

  app.get(
    '/v1/identity-providers/:identityProviderId',
    { schema: { operationId: 'getIdentityProvider', summary: 'Read an identity provider', tags, params, response: { 200: ref(IdentityProvider), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => present(ctx.config.publicUrl)(await getIdentityProvider(ctx, params.identityProviderId)),
  );

  app.post(
    '/v1/identity-providers/:identityProviderId/check',
    { config: { idempotency: false }, schema: { operationId: 'checkIdentityProvider', summary: 'Test the connection to an identity provider', tags, params, response: { 200: ref(OidcCheck), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => {
      const findings = await checkIdentityProvider(ctx, params.identityProviderId);
      return { ok: findings.every(({ severity }) => severity !== 'problem'), findings };
    },
  );
}

function changeRoutes(app: App): void {
  app.post(
    '/v1/identity-providers',
    { schema: { operationId: 'createIdentityProvider', summary: 'Add an identity provider', tags, body: ref(NewIdentityProvider), response: { 201: ref(IdentityProvider), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, body }, reply) => {
      const row = await createIdentityProvider(ctx, body);
      return reply.code(201).send(present(ctx.config.publicUrl)(row));
    },
  );

  app.patch(
    '/v1/identity-providers/:identityProviderId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'updateIdentityProvider', summary: 'Change an identity provider', tags, params, body: ref(IdentityProviderChanges), response: { 200: ref(IdentityProvider), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params, body }) => present(ctx.config.publicUrl)(await updateIdentityProvider(ctx, params.identityProviderId, body)),
  );

  const description = 'Refused with `identity_provider.only_way_in` when no owner could sign in any more.';
  app.delete(
    '/v1/identity-providers/:identityProviderId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'deleteIdentityProvider', summary: 'Delete an identity provider', description, tags, params, response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }, reply) => {
      await deleteIdentityProvider(ctx, params.identityProviderId);
      return reply.code(204).send();
    },
  );
}
