import type { Demo } from './product.ts';

/** What the journeys of one run share: the started product and the browser they connect to. */
export type Running = { demo: Demo; browserEndpoint: string };

const variable = 'VESTIBULE_E2E_RUNNING';

export function tellRunning(running: Running): void {
  process.env[variable] = JSON.stringify(running);
}

export function running(): Running {
  const told = process.env[variable];
  if (!told) throw new Error('The journeys run only under the global set-up, which starts the product.');
  return JSON.parse(told);
}
