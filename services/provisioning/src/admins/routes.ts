import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { createAdmin } from './create-admin.ts';
import { deleteAdmin } from './delete-admin.ts';
import { type AdminKey, listAdmins } from './list-admins.ts';
import { Admin, AdminList, NewAdmin } from './schemas.ts';

const tags = ['Access'];
const list = { list: 'admins' };

/** Who may sign in to the console. */
export default async function adminRoutes(app: App): Promise<void> {
  app.get(
    '/v1/admins',
    { schema: { operationId: 'listAdmins', summary: 'List admins by name', tags, querystring: Type.Object(pageQuery), response: { 200: ref(AdminList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => sealPage(ctx, list, await listAdmins(ctx, { limit, after: openCursor<AdminKey>(ctx, cursor, list) })),
  );

  app.post(
    '/v1/admins',
    { schema: { operationId: 'createAdmin', summary: 'Create an admin', tags, body: ref(NewAdmin), response: { 201: ref(Admin), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, body }, reply) => {
      const admin = await createAdmin(ctx, body);
      return reply.code(201).send(admin);
    },
  );

  const description = 'Ends the admin\'s sessions at once. The last owner stays.';
  app.delete(
    '/v1/admins/:adminId',
    { schema: { operationId: 'deleteAdmin', summary: 'Delete an admin', description, tags, params: Type.Object({ adminId: Uuid }), response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }, reply) => {
      await deleteAdmin(ctx, params.adminId);
      return reply.code(204).send();
    },
  );
}
