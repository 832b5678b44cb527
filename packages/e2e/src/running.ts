import type { Demo } from './product.ts';

/** What the journeys of one worker share: the started product, its database as the owner reaches it, and the browser they connect to. */
export type Running = { demo: Demo; databaseUrl: string; browserEndpoint: string };

const variable = 'VESTIBULE_E2E_RUNNING';

/** @param workers what each worker of Jest has for itself, in their order */
export function tellRunning(workers: Running[]): void {
  process.env[variable] = JSON.stringify(workers);
}

/** What the worker this runs in has for itself. Throws outside the journeys. */
export function running(): Running {
  const told: Running[] = JSON.parse(process.env[variable] ?? '[]');
  const mine = told[Number(process.env['JEST_WORKER_ID']) - 1];
  if (!mine) throw new Error('The journeys run only under the global set-up, which starts the product.');
  return mine;
}
