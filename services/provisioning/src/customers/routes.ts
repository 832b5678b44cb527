import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { ref, refusals, Uuid } from '../http/schema.ts';
import { firstAdminStateOf } from './customer.ts';
import { type CustomerKey, type CustomerWithUsers, getCustomer, listCustomers } from './list-customers.ts';
import { renameCustomer } from './rename-customer.ts';
import { Customer, CustomerChanges, CustomerList, customerQuery } from './schemas.ts';

const tags = ['Customers'];
const params = Type.Object({ customerId: Uuid });

function present({ firstAdminSubscriberId, firstAdminUserId, firstAdminAt, ...row }: CustomerWithUsers) {
  const { id, spEnterpriseId, name, templateId, templateName, users, createdAt, version } = row;
  const firstAdmin = firstAdminSubscriberId && firstAdminUserId && firstAdminAt ? { subscriberId: firstAdminSubscriberId, userId: firstAdminUserId, since: firstAdminAt } : null;
  return { id, spEnterpriseId, name, templateId, templateName, users, firstAdmin, firstAdminState: firstAdminStateOf({ ...row, firstAdminSubscriberId }), createdAt, version };
}

export default async function customerRoutes(app: App): Promise<void> {
  app.get(
    '/v1/customers',
    { schema: { operationId: 'listCustomers', summary: 'List customers by name', tags, querystring: customerQuery, response: { 200: ref(CustomerList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query }) => {
      const { limit = 50, cursor, templateId } = query;
      const q = query.q?.trim() || undefined;
      const list = { list: 'customers', ...(q && { q }), ...(templateId && { templateId }) };
      const page = await listCustomers(ctx, { q, templateId }, { limit, start: openCursor<CustomerKey>(ctx, cursor, list) });
      return sealPage(ctx, list, { ...page, items: page.items.map(present) });
    },
  );

  app.get(
    '/v1/customers/:customerId',
    { schema: { operationId: 'getCustomer', summary: 'Read a customer', tags, params, response: { 200: ref(Customer), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => present(await getCustomer(ctx, params.customerId)),
  );

  app.patch(
    '/v1/customers/:customerId',
    {
      config: { ifMatch: 'required' },
      schema: {
        operationId: 'updateCustomer',
        summary: 'Rename a customer',
        description: 'Changes the name people read; the spEnterpriseId stays.',
        tags,
        params,
        body: ref(CustomerChanges),
        response: { 200: ref(Customer), ...refusals('400', '401', '403', '404') },
      },
    },
    async ({ ctx, params, body }) => present(await renameCustomer(ctx, params.customerId, body.name)),
  );
}
