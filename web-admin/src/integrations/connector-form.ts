import { reactive } from 'vue';
import type { Connector } from '../api.ts';
import { type Auth, connectorKinds, type Kind, type Secret, secretsOf, usualMapping } from './connector-kinds.ts';
import type { ConnectorBody } from './queries.ts';

export type ConnectorForm = ReturnType<typeof useConnectorForm>;

/** What is typed about a connector; secrets begin empty, since none is ever read back. */
export function useConnectorForm(connector: Connector | null) {
  return reactive({
    name: connector?.name ?? '',
    kind: connector?.kind ?? ('webex' as Kind),
    baseUrl: connector ? (connector.baseUrl ?? '') : connectorKinds.webex.baseUrl,
    auth: connector?.auth ?? ('access_token' as Auth),
    clientId: connector?.clientId ?? '',
    tokenUrl: connector?.tokenUrl ?? '',
    scope: connector?.scope ?? '',
    secrets: { accessToken: '', clientSecret: '', refreshToken: '' } as Record<Secret, string>,
    precheck: connector?.precheck ?? true,
    removal: connector?.removal ?? ('delete' as const),
    mapping: { ...(connector?.mapping ?? usualMapping) } as Record<string, string>,
    callsPerSecond: String(connector?.limits.callsPerSecond ?? 10),
    concurrency: String(connector?.limits.concurrency ?? 6),
    openAfter: String(connector?.limits.openAfter ?? 5),
  });
}

/** Another platform is elsewhere and lets others in. */
export function changeKind(form: ConnectorForm): void {
  form.baseUrl = connectorKinds[form.kind].baseUrl;
  form.auth = 'access_token';
}

/** The secrets that must be typed: those of a way in that has none stored. */
export const secretsNeeded = (form: ConnectorForm, connector: Connector | null): readonly Secret[] =>
  form.kind === 'none' || (connector && connector.auth === form.auth) ? [] : secretsOf[form.auth];

/** What is sent: only what the kind takes, and only the secrets that were typed. */
export function bodyOfForm(form: ConnectorForm): ConnectorBody {
  const limits = { callsPerSecond: Number(form.callsPerSecond), concurrency: Number(form.concurrency), openAfter: Number(form.openAfter) };
  if (form.kind === 'none') return { name: form.name.trim() };
  const given = Object.fromEntries(secretsOf[form.auth].flatMap((name) => (form.secrets[name].trim() ? [[name, form.secrets[name].trim()]] : [])));
  const common = { name: form.name.trim(), baseUrl: form.baseUrl.trim(), auth: form.auth, limits, ...given, ...(form.auth !== 'access_token' && { clientId: form.clientId.trim() }) };
  if (form.kind === 'webex') return { ...common, precheck: form.precheck };
  const byClient = form.auth === 'client_credentials' ? { tokenUrl: form.tokenUrl.trim(), scope: form.scope.trim() || null } : {};
  return { ...common, ...byClient, removal: form.removal, mapping: Object.fromEntries(Object.entries(form.mapping).filter(([, text]) => text.trim())) };
}
