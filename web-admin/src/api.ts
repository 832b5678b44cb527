import { createApiClient } from '@vestibule/api-client';
import type { paths } from './contract.ts';

export type * from './contract.ts';

/** The one way to the server. Every refusal is thrown as a `ProblemError`. */
export const api = createApiClient<paths>({ fetch: (request) => fetch(request) });

let whenSignedOut = (): void => undefined;

/** Says what to do once any call but signing in is answered with "no session". */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act;
}

api.use({
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== '/v1/session') whenSignedOut();
  },
});
