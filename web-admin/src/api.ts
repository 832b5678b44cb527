import { createApiClient, type components, type paths } from '@vestibule/api-client';

export type Schemas = components['schemas'];
export type Package = Schemas['Package'];
export type Language = Schemas['Language'];
export type Right = Schemas['Right'];
export type Session = Schemas['Session'];
export type SetupBody = Schemas['Setup'];
export type SignInOptions = Schemas['SignInOptions'];
export type PortalAddress = Schemas['PortalAddress'];
export type SignInSettings = Schemas['SignInSettings'];
export type IdentityProvider = Schemas['IdentityProvider'];
export type NewIdentityProvider = Schemas['NewIdentityProvider'];
export type IdentityProviderChanges = Schemas['IdentityProviderChanges'];
export type OidcCheck = Schemas['OidcCheck'];
export type Admin = Schemas['Admin'];
export type AdminRole = Schemas['AdminRole'];
export type NewAdmin = Schemas['NewAdmin'];
export type AdminChanges = Schemas['AdminChanges'];
export type AdminLink = Schemas['AdminLink'];
export type OwnSession = Schemas['OwnSession'];
export type Cluster = Schemas['Cluster'];
export type Connector = Schemas['Connector'];
export type ApiClient = Schemas['ApiClient'];
export type ApiKey = Schemas['ApiKey'];
export type Webhook = Schemas['Webhook'];
export type Delivery = Schemas['Delivery'];
export type DeliveryState = Schemas['DeliveryState'];
export type Invitation = Schemas['Invitation'];
export type OpenInvitation = Schemas['OpenInvitation'];
export type InvitationSheet = Schemas['InvitationSheet'];
export type InvitedUser = Schemas['InvitedUser'];
export type Customer = Schemas['Customer'];
export type Home = Schemas['Home'];
export type Activity = Schemas['Activity'];
export type LastCheck = Schemas['LastCheck'];
export type TimedCheck = Schemas['TimedCheck'];
export type UsedBy = Schemas['UsedBy'];
export type Look = Schemas['Look'];
export type Template = Schemas['Template'];
export type TemplateSummary = Schemas['TemplateSummary'];
export type NewTemplate = Schemas['NewTemplate'];
export type TemplateChanges = Schemas['TemplateChanges'];
export type TemplateCheck = Schemas['TemplateCheck'];
export type CheckPart = NonNullable<Schemas['TemplateCheckRequest']['parts']>[number];
export type MessagePreview = Schemas['MessagePreview'];
export type MessagePreviewRequest = Schemas['MessagePreviewRequest'];
export type LogoUpload = Schemas['LogoUpload'];
export type GraceDays = NonNullable<Schemas['ShareLinkRotation']['graceDays']>;
export type ScimAccess = Schemas['ScimAccess'];
export type ScimTokenRequest = Schemas['ScimTokenRequest'];
export type MadeScimToken = Schemas['MadeScimToken'];
export type Finding = Schemas['Finding'];
export type Subscriber = Schemas['Subscriber'];
export type Status = Schemas['SubscriberStatus'];
export type Action = Schemas['SubscriberAction'];
export type SavedView = Schemas['SavedView'];
export type SavedViewQuery = Schemas['SavedViewQuery'];
export type SubscriberCounts = Schemas['SubscriberCounts'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type TimelineAttempt = Schemas['TimelineAttempt'];
export type TimelineMail = Schemas['TimelineMail'];
export type SupportDocument = Schemas['SupportDocument'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditChain = Schemas['AuditChain'];
export type AuditVerification = Schemas['AuditVerification'];
export type ActorKind = Schemas['ActorKind'];
export type EventType = Schemas['EventType'];
export type Theme = Schemas['ConsoleTheme'];
export type AuditFilter = NonNullable<paths['/v1/audit']['get']['parameters']['query']>;
export type SubscriberFilter = NonNullable<paths['/v1/subscribers']['get']['parameters']['query']>;
export type BulkAction = Schemas['BulkAction'];
export type BulkRequest = Schemas['NewBulkOperation'];
export type BulkTarget = BulkRequest['target'];
export type BulkDryRun = Schemas['BulkDryRun'];
export type BulkOperation = Schemas['BulkOperation'];
export type BulkItem = Schemas['BulkItem'];
export type Export = Schemas['Export'];
export type ExportColumn = Export['columns'][number];
export type ExportSize = Schemas['ExportSize'];
export type NewExport = Schemas['NewExport'];
export type ImportPreview = Schemas['ImportPreview'];
export type Page<Item> = { items: Item[]; nextCursor: string | null };

/** The one way to the server. Every refusal is thrown as a `ProblemError`. */
export const api = createApiClient({ baseUrl: location.origin, fetch: (request) => fetch(request) });

/** What a change is meant for: somebody else's in between is refused, not lost. */
export const meantFor = (version: number): { 'If-Match': string } => ({ 'If-Match': `"${version}"` });

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
