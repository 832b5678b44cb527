import type { RouteOptions } from 'fastify';
import Type, { type TProperties } from 'typebox';
import { refusals, type RefusalStatus } from './schema.ts';

type More = { headers?: TProperties; refusals?: readonly RefusalStatus[] };

/** Adds to a route's description what a hook brings to many: header parameters, and refusals the route does not name itself. */
export function describeMore(route: Pick<RouteOptions, 'schema'>, { headers = {}, refusals: statuses = [] }: More): void {
  const { schema = {} } = route;
  const known = propertiesOf(schema.headers);
  const answers = typeof schema.response === 'object' && schema.response !== null ? schema.response : {};
  route.schema = { ...schema, headers: Type.Object({ ...known, ...headers }), response: { ...refusals(...statuses), ...answers } };
}

const propertiesOf = (schema: unknown): TProperties => (typeof schema === 'object' && schema !== null && 'properties' in schema ? (schema.properties as TProperties) : {});
