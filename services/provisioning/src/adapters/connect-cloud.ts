import type { ConnectorKind } from '../connectors/kinds.ts';
import type { Cloud, ConnectCloud, ConnectorSettings } from '../provisioning/cloud.ts';
import { connectNone } from './none/connect-none.ts';
import { connectScim } from './scim/connect-scim.ts';
import { connectWebex } from './webex/connect-webex.ts';

type Network = { allowPrivate: boolean; timeoutMs?: number };
type Connect<K extends ConnectorKind> = (settings: Extract<ConnectorSettings, { kind: K }>, traceId: string, network: Network) => Cloud;

const connects: { [K in ConnectorKind]: Connect<K> } = { webex: connectWebex, scim: connectScim, none: connectNone };
/** Safe because a kind's way to connect is filed under the kind that its settings carry. */
const connectOf = <S extends ConnectorSettings>({ kind }: S) => connects[kind] as unknown as (settings: S, traceId: string, network: Network) => Cloud;

/** Every kind of cloud platform behind the one port. */
export const createConnectCloud = (network: Network): ConnectCloud => (settings, traceId) => connectOf(settings)(settings, traceId, network);
