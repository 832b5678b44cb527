import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { createAdmin } from './create-admin.ts';
import { deleteAdmin } from './delete-admin.ts';
import { disableAdmin, enableAdmin } from './disable-admin.ts';
import { endSessionsOf } from './end-sessions.ts';
import { getAdmin } from './get-admin.ts';
import { type AdminKey, listAdmins } from './list-admins.ts';
import { presentAdmin } from './present-admin.ts';
import { Admin, AdminChanges, AdminList, NewAdmin } from './schemas.ts';
import { resendInvitation } from './send-invitation.ts';
import { updateAdmin } from './update-admin.ts';

const tags = ['Access'];
const list = { list: 'admins' };
const params = Type.Object({ adminId: Uuid });

/** Who may sign in to the console. */
export default async function adminRoutes(app: App): Promise<void> {
  app.get(
    '/v1/admins',
    { schema: { operationId: 'listAdmins', summary: 'List admins by name', tags, querystring: Type.Object(pageQuery), response: { 200: ref(AdminList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => {
      const page = await listAdmins(ctx, { limit, start: openCursor<AdminKey>(ctx, cursor, list) });
      return sealPage(ctx, list, { ...page, items: page.items.map(presentAdmin) });
    },
  );

  app.post(
    '/v1/admins',
    { schema: { operationId: 'createAdmin', summary: 'Invite an admin', description: 'Mails a link that works once. With a password nobody is mailed, and the admin can sign in at once.', tags, body: ref(NewAdmin), response: { 201: ref(Admin), ...refusals('400', '401', '403', '404', '409', '429') } } },
    async ({ ctx, body }, reply) => {
      const admin = await createAdmin(ctx, body);
      return reply.code(201).send(presentAdmin(admin));
    },
  );

  app.get(
    '/v1/admins/:adminId',
    { schema: { operationId: 'getAdmin', summary: 'Read an admin', tags, params, response: { 200: ref(Admin), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => presentAdmin(await getAdmin(ctx, params.adminId)),
  );

  app.patch(
    '/v1/admins/:adminId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'updateAdmin', summary: 'Change an admin\'s name, role or templates', description: 'Takes effect with the next request. Nobody changes the own role, and the last owner stays one.', tags, params, body: ref(AdminChanges), response: { 200: ref(Admin), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params, body }) => presentAdmin(await updateAdmin(ctx, params.adminId, body)),
  );

  const description = 'Ends the admin\'s sessions at once, or withdraws the invitation. The last owner stays.';
  app.delete(
    '/v1/admins/:adminId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'deleteAdmin', summary: 'Delete an admin', description, tags, params, response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }, reply) => {
      await deleteAdmin(ctx, params.adminId);
      return reply.code(204).send();
    },
  );

  await app.register(actionRoutes);
}

async function actionRoutes(app: App): Promise<void> {
  app.post(
    '/v1/admins/:adminId/resend-invitation',
    { schema: { operationId: 'resendInvitation', summary: 'Mail the invitation again', description: 'With a new link; the one before stops working.', tags, params, response: { 200: ref(Admin), ...refusals('400', '401', '403', '404', '409', '429') } } },
    async ({ ctx, params }) => presentAdmin(await resendInvitation(ctx, params.adminId)),
  );

  app.post(
    '/v1/admins/:adminId/disable',
    { schema: { operationId: 'disableAdmin', summary: 'Shut an admin out', description: 'At once: the next request is refused and open streams are cut. The account and its history stay.', tags, params, response: { 200: ref(Admin), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }) => presentAdmin(await disableAdmin(ctx, params.adminId)),
  );

  app.post(
    '/v1/admins/:adminId/enable',
    { schema: { operationId: 'enableAdmin', summary: 'Let a disabled admin sign in again', tags, params, response: { 200: ref(Admin), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => presentAdmin(await enableAdmin(ctx, params.adminId)),
  );

  app.delete(
    '/v1/admins/:adminId/sessions',
    { schema: { operationId: 'endSessionsOfAdmin', summary: 'Sign an admin out everywhere', tags, params, response: { 204: nothing('Signed out everywhere.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await endSessionsOf(ctx, params.adminId);
      return reply.code(204).send();
    },
  );
}
