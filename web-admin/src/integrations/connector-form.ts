import { reactive } from 'vue';
import type { Connector } from '../api.ts';
import { type Auth, authOf, connectorKinds, type Kind, type Secret, secretsOf, usualMapping } from './connector-kinds.ts';
import type { NewConnector } from './queries.ts';

export type ConnectorForm = ReturnType<typeof useConnectorForm>;

const nothingTyped = {
  kind: 'webex' as Kind, name: '', baseUrl: '', auth: 'access_token' as Auth, clientId: '', tokenUrl: '', scope: '', precheck: true,
  removal: 'delete' as 'delete' | 'deactivate', mapping: usualMapping, limits: { callsPerSecond: 20, concurrency: 8, openAfter: 5 },
};

/** What is typed about a connector; secrets begin empty, since none is ever read back. */
export function useConnectorForm(connector: Connector | null) {
  const { kind, name, baseUrl, auth, clientId, tokenUrl, scope, precheck, removal, mapping, limits } = { ...nothingTyped, baseUrl: connector ? '' : connectorKinds.webex.baseUrl, ...connector };
  return reactive({
    kind, name, baseUrl, auth, precheck, removal,
    clientId: clientId ?? '',
    tokenUrl: tokenUrl ?? '',
    scope: scope ?? '',
    secrets: { accessToken: '', clientSecret: '', refreshToken: '' } as Record<Secret, string>,
    mapping: { ...mapping } as Record<string, string>,
    callsPerSecond: String(limits.callsPerSecond),
    concurrency: String(limits.concurrency),
    openAfter: String(limits.openAfter),
  });
}

/** Another platform is elsewhere and lets others in. */
export function changeKind(form: ConnectorForm): void {
  form.baseUrl = connectorKinds[form.kind].baseUrl;
  form.auth = 'access_token';
}

/** The secrets that must be typed: those of a way in that has none stored. */
export const secretsNeeded = (form: ConnectorForm, connector: Connector | null): readonly Secret[] =>
  form.kind === 'none' || authOf(connector) === form.auth ? [] : secretsOf[form.auth];

/** What each attribute is filled with; one that is left empty is not sent. */
export const mappingOf = ({ mapping }: ConnectorForm): Record<string, string> => Object.fromEntries(Object.entries(mapping).filter(([, text]) => text.trim()));

/** What is sent: only what the kind takes, and only the secrets that were typed. */
export function bodyOfForm(form: ConnectorForm): NewConnector {
  const name = form.name.trim();
  const limits = { callsPerSecond: Number(form.callsPerSecond), concurrency: Number(form.concurrency), openAfter: Number(form.openAfter) };
  const given = Object.fromEntries(secretsOf[form.auth].flatMap((secret) => (form.secrets[secret].trim() ? [[secret, form.secrets[secret].trim()]] : [])));
  const clientId = form.clientId.trim();
  const way = { name, limits, baseUrl: form.baseUrl.trim(), ...given };
  switch (form.kind) {
    case 'none':
      return { kind: 'none', name };
    case 'webex':
      return { ...way, kind: 'webex', precheck: form.precheck, ...(form.auth === 'service_app' ? { auth: 'service_app', clientId } : { auth: 'access_token' }) };
    case 'scim': {
      const byClient = { auth: 'client_credentials' as const, clientId, tokenUrl: form.tokenUrl.trim(), scope: form.scope.trim() || null };
      return { ...way, kind: 'scim', removal: form.removal, mapping: mappingOf(form), ...(form.auth === 'client_credentials' ? byClient : { auth: 'access_token' }) };
    }
  }
}
