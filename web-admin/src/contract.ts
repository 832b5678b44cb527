/** The part of the HTTP contract this console uses. */
export type Package = 'softphone' | 'basic' | 'standard' | 'premium';
export type Status =
  | 'pending_email_input' | 'pending_email_validation' | 'pending_user_migration'
  | 'provisioning' | 'provisioned' | 'updating' | 'error';
export type Action = 'retry_activation' | 'delete' | 'change_package' | 'copy_error_text' | 'resend_mail';
export type Right = 'templates:read' | 'templates:write' | 'subscribers:read' | 'subscribers:write' | 'events:read' | 'admin';

export type Session = {
  admin: { id: string; email: string; name: string; role: 'owner' | 'operator' | 'read_only'; templateIds: string[] | null };
  provider: { id: string; name: string };
  rights: Right[];
};
export type Cluster = { id: string; name: string; xsiUrl: string; defaultDomain: string | null; createdAt: string; version: number };
export type Connector = { id: string; name: string; kind: 'webex'; baseUrl: string; hasCredentials: boolean; createdAt: string; version: number };
export type Look = {
  brandName: string; accentColor: string; supportEmail: string | null; supportPhone: string | null;
  resetPasswordUrl: string | null; helpUrl: string | null;
};
export type TemplateSummary = {
  id: string; name: string; clusterId: string; clusterName: string; defaultPackage: Package; untrustedEmails: boolean; shareLink: string;
  subscriberCounts: { total: number; pending: number; running: number; provisioned: number; error: number; capped: boolean };
  createdAt: string;
};
export type Template = {
  id: string; provisioningId: string; name: string; clusterId: string; clusterName: string; connectorId: string; connectorName: string;
  defaultPackage: Package; untrustedEmails: boolean; shareLink: string;
  adapter: { url: string; account: string; password?: string; lastRefusalAt: string | null; lastRefusalReason: string | null };
  language: string; senderName: string; look: Look; downloads: { platform: 'windows' | 'macos' | 'ios' | 'android' | 'web'; url: string }[];
  maxTries: number; createdAt: string; updatedAt: string; version: number;
};
export type TemplateCreate = {
  name: string; clusterId: string; connectorId: string; defaultPackage: Package; untrustedEmails?: boolean; adapterAccount: string; adapterPassword?: string;
};
export type TemplateUpdate = {
  name?: string; defaultPackage?: Package; untrustedEmails?: boolean; adapterAccount?: string; adapterPassword?: string;
  language?: string; senderName?: string; look?: Partial<Look>;
};
export type Finding = {
  code: string; severity: 'ok' | 'warning' | 'problem'; owner: 'you' | 'provider_admin' | 'broadworks_admin' | 'cloud_admin';
  field: string | null; detail: string | null;
};
export type CheckResult = { ok: boolean; findings: Finding[]; checkedAt: string };
export type Subscriber = {
  id: string; userId: string; spEnterpriseId: string; firstName: string; lastName: string; email: string | null;
  primaryPhoneNumber: string | null; mobilePhoneNumber: string | null; extension: string | null; package: Package; status: Status; reason: string | null;
  errors: { errorCode: number; code: string; description: string }[]; templateId: string; customerId: string; selfActivated: boolean;
  allowedActions: Action[]; createdAt: string; lastStatusChange: string; version: number;
};
export type SubscriberCounts = { total: number; byStatus: Record<Status, number>; capped: boolean };
export type TimelineEntry = {
  id: string; at: string; type: string;
  actor: { kind: 'admin' | 'api_client' | 'subscriber' | 'broadworks' | 'system'; name: string | null };
  data: Record<string, unknown>; traceId: string | null;
};
export type Page<T> = { items: T[]; nextCursor: string | null };

type Json<T> = { content: { 'application/json': T } };
type Get<Answer, Path = never, Query = never> = {
  parameters: [Path] extends [never] ? { query?: Query } : { query?: Query; path: Path };
  responses: { 200: Json<Answer> };
};
type Post<Answer, Path = never, Body = never> = [Body] extends [never]
  ? { parameters: [Path] extends [never] ? object : { path: Path }; responses: { 200: Json<Answer> } }
  : { parameters: [Path] extends [never] ? object : { path: Path }; requestBody: Json<Body>; responses: { 200: Json<Answer> } };
type Paging = { limit?: number; cursor?: string };
type TemplatePath = { templateId: string };
type SubscriberPath = { subscriberId: string };
export type SubscriberFilter = {
  templateId?: string; status?: string; excludeProvisioned?: boolean; package?: string; q?: string; customerId?: string; sort?: string;
} & Paging;

export type paths = {
  '/v1/session': { get: Get<Session>; post: Post<Session, never, { email: string; password: string }>; delete: Post<undefined> };
  '/v1/clusters': { get: Get<Page<Cluster>, never, Paging> };
  '/v1/connectors': { get: Get<Page<Connector>, never, Paging> };
  '/v1/templates': { get: Get<Page<TemplateSummary>, never, Paging>; post: Post<Template, never, TemplateCreate> };
  '/v1/templates/{templateId}': {
    get: Get<Template, TemplatePath>; patch: Post<Template, TemplatePath, TemplateUpdate>; delete: Post<undefined, TemplatePath>;
  };
  '/v1/templates/{templateId}/share-link/rotate': { post: Post<Template, TemplatePath> };
  '/v1/templates/{templateId}/check': { post: Post<CheckResult, TemplatePath> };
  '/v1/subscribers': { get: Get<Page<Subscriber>, never, SubscriberFilter> };
  '/v1/subscribers/counts': { get: Get<SubscriberCounts, never, { templateId?: string }> };
  '/v1/subscribers/{subscriberId}': { get: Get<Subscriber, SubscriberPath>; delete: Post<undefined, SubscriberPath> };
  '/v1/subscribers/{subscriberId}/timeline': { get: Get<Page<TimelineEntry>, SubscriberPath, Paging> };
  '/v1/subscribers/{subscriberId}/error-text': { get: Get<string, SubscriberPath> };
  '/v1/subscribers/{subscriberId}/retry-activation': { post: Post<Subscriber, SubscriberPath, { email: string; mode: 'verify' | 'vouch' }> };
  '/v1/subscribers/{subscriberId}/change-package': { post: Post<Subscriber, SubscriberPath, { package: Package }> };
  '/v1/subscribers/{subscriberId}/resend-mail': { post: Post<Subscriber, SubscriberPath> };
};
