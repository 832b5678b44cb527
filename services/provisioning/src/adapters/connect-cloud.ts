import type { ConnectCloud } from '../provisioning/cloud.ts';
import { connectNone } from './none/connect-none.ts';
import { connectScim } from './scim/connect-scim.ts';
import { connectWebex } from './webex/connect-webex.ts';

/** Every kind of cloud platform behind the one port. */
export function createConnectCloud(limits: { allowPrivate: boolean; timeoutMs?: number }): ConnectCloud {
  return (settings, traceId) => {
    switch (settings.kind) {
      case 'webex':
        return connectWebex(settings, traceId, limits);
      case 'scim':
        return connectScim(settings, traceId, limits);
      case 'none':
        return connectNone();
    }
  };
}
