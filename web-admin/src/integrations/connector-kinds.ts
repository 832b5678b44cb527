import type { Connector } from '../api.ts';

/** Every kind the API declares, by its own name, with where it usually is. A kind that is missing here does not compile. */
export const connectorKinds: Readonly<Record<Connector['kind'], { label: string; baseUrl: string }>> = {
  webex: { label: 'Webex for BroadWorks', baseUrl: 'https://webexapis.com/v1' },
};
