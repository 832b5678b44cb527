import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { listOf, Moment, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { type CustomerKey, getCustomer, listCustomers } from './list-customers.ts';

const Customer = Type.Object(
  { id: Uuid, spEnterpriseId: Type.String(), name: Type.String(), templateId: Uuid, createdAt: Moment },
  { $id: 'Customer', description: 'A business of the provider, bound to one template.' },
);
const CustomerList = listOf('CustomerList', ref(Customer));
const tags = ['Customers'];

export default async function customerRoutes(app: App): Promise<void> {
  app.get(
    '/v1/customers',
    { schema: { operationId: 'listCustomers', summary: 'List customers by name', tags, querystring: Type.Object(pageQuery), response: { 200: ref(CustomerList), ...refusals('400', '401', '403') } } },
    async (request) => {
      const { limit = 50, cursor } = request.query;
      const list = { list: 'customers' };
      return sealPage(request.ctx, list, await listCustomers(request.ctx, { limit, after: openCursor<CustomerKey>(request.ctx, cursor, list) }));
    },
  );

  app.get(
    '/v1/customers/:customerId',
    { schema: { operationId: 'getCustomer', summary: 'Read a customer', tags, params: Type.Object({ customerId: Uuid }), response: { 200: ref(Customer), ...refusals('400', '401', '403', '404') } } },
    (request) => getCustomer(request.ctx, request.params.customerId),
  );
}
