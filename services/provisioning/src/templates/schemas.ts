import Type, { type Static } from 'typebox';
import { checkParts, severities } from '../checks/finding.ts';
import { Finding } from '../checks/schemas.ts';
import { bodyOf, closedList, Language, listOf, Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { languages } from '../languages.ts';
import { addressRules } from '../mail/address-remarks.ts';
import { messageKinds } from '../mail/message.ts';
import { packages } from '../subscribers/subscriber.ts';
import { Look, LookChanges, WebAddress } from './look-schemas.ts';
import { RemindersShape } from './reminders-schemas.ts';
import { invitationProofs, platforms } from './template.ts';

export const Package = closedList('Package', packages, 'What the user gets, from calling only to everything.');

const Download = Type.Object({ platform: oneOf(platforms), url: WebAddress }, { $id: 'Download', additionalProperties: false });
export const Downloads = Type.Array(ref(Download), { maxItems: 10 });

const Languages = Type.Array(ref(Language), { minItems: 1, maxItems: languages.length, uniqueItems: true, description: 'What the portal offers; holds `language`.' });

const rule = (description: string) => oneOf(addressRules, description);
const AddressPolicy = Type.Object(
  {
    plus: rule('`name+word@…`, which some programs do not take'),
    role: rule('a mailbox that several people read, like `info@…`'),
    disposable: rule('a mailbox that lives for minutes'),
  },
  { $id: 'AddressPolicy', additionalProperties: false, description: 'What users may give as their address: `warn` asks once more, `block` refuses.' },
);

const settings = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  clusterId: Uuid,
  connectorId: Uuid,
  defaultPackage: ref(Package),
  adapterAccount: Type.String({ minLength: 1, maxLength: 80, description: 'Name of the provisioning account in BroadWorks; no colon.' }),
};
const optionalSettings = {
  untrustedEmails: Type.Optional(Type.Boolean({ description: 'Users give and prove their own address in the portal.' })),
  adapterPassword: Type.Optional(Type.String({ maxLength: 20, description: 'Made for you when absent on creation; blank keeps the stored one on a change.' })),
  language: Type.Optional(ref(Language)),
  senderName: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  languages: Type.Optional(Languages),
  look: Type.Optional(ref(LookChanges)),
  downloads: Type.Optional(Downloads),
  maxTries: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, description: 'How often a user may try again by himself.' })),
  codeMinutes: Type.Optional(Type.Integer({ minimum: 5, maximum: 60, description: 'How long a mailed code is valid.' })),
  addressPolicy: Type.Optional(ref(AddressPolicy)),
  consentDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: 'How long a user may take to agree to moving an account that exists already.' })),
  reminders: Type.Optional(ref(RemindersShape)),
  flowThrough: Type.Optional(Type.Boolean({ description: 'BroadWorks hands users over through the adapter. On, unless `selfActivation` is.' })),
  selfActivation: Type.Optional(Type.Boolean({ description: 'Whoever signs in at the share link becomes a user, with the default package. Needs flow-through to be off and untrusted e-mails.' })),
  invitationProof: Type.Optional(oneOf(invitationProofs, 'What proves a person who comes by a personal invitation. password: the link stands for the user id only. link: it is enough, once.')),
  provisionAdminFirst: Type.Optional(Type.Boolean({ description: 'Nobody of a customer goes on before its first user is active. Needs untrusted e-mails and flow-through.' })),
};

export const NewTemplate = bodyOf('NewTemplate', { ...settings, ...optionalSettings });
export const TemplateChanges = bodyOf(
  'TemplateChanges',
  {
    name: Type.Optional(settings.name),
    clusterId: Type.Optional(settings.clusterId),
    connectorId: Type.Optional(settings.connectorId),
    defaultPackage: Type.Optional(settings.defaultPackage),
    adapterAccount: Type.Optional(settings.adapterAccount),
    ...optionalSettings,
    version: Type.Optional(Type.Integer({ minimum: 1, description: 'What was read; when the template has another by now, nothing changes and the answer is 409.' })),
  },
  { minProperties: 1, description: 'A JSON merge patch: what is absent stays.' },
);

export const SubscriberTotals = Type.Object(
  {
    total: Type.Integer(),
    pending: Type.Integer(),
    running: Type.Integer(),
    provisioned: Type.Integer(),
    error: Type.Integer(),
    capped: Type.Boolean({ description: 'A number is 10,000 and means "10,000 or more".' }),
  },
  { $id: 'SubscriberTotals' },
);

const RefusalOver = nullable(Type.Unsafe<Date | string>({ type: 'string', format: 'date-time', description: 'When BroadWorks came in with the right account after the last refusal; null while it has not.' }));

export const CheckResult = Type.Object({ ok: Type.Boolean(), findings: Type.Array(ref(Finding)), checkedAt: Moment }, { $id: 'TemplateCheck' });

export const Template = Type.Object(
  {
    id: Uuid,
    provisioningId: Type.String({ description: 'Names this template in the Webex-compatible API.' }),
    name: Type.String(),
    clusterId: Uuid,
    clusterName: Type.String(),
    connectorId: Uuid,
    connectorName: Type.String(),
    defaultPackage: ref(Package),
    untrustedEmails: Type.Boolean(),
    shareLink: Type.String({ description: 'The activation link to hand out.' }),
    oldLinkUntil: nullable(Type.Unsafe<Date | string>({ type: 'string', format: 'date-time', description: 'Until when a replaced share link still works.' })),
    adapter: Type.Object({
      url: Type.String({ description: 'BroadWorks calls this for every user (at most 256 characters).' }),
      account: Type.String(),
      password: Type.Optional(Type.String({ description: 'Only in the answer to the creation.' })),
      lastRefusalAt: nullable(Moment),
      lastRefusalReason: nullable(Type.String()),
      lastRefusalAccount: nullable(Type.String({ description: 'The account name the refused caller gave.' })),
      refusalOverAt: RefusalOver,
    }),
    language: ref(Language),
    languages: Languages,
    senderName: Type.String(),
    look: ref(Look),
    downloads: Downloads,
    maxTries: Type.Integer(),
    codeMinutes: Type.Integer(),
    addressPolicy: ref(AddressPolicy),
    consentDays: Type.Integer(),
    reminders: ref(RemindersShape),
    provisionAdminFirst: Type.Boolean(),
    flowThrough: Type.Boolean(),
    selfActivation: Type.Boolean(),
    invitationProof: oneOf(invitationProofs),
    subscriberCounts: ref(SubscriberTotals),
    lastCheck: nullable(ref(CheckResult)),
    createdAt: Moment,
    updatedAt: Moment,
    version: Type.Integer(),
  },
  { $id: 'Template' },
);
export type TemplateAnswer = Static<typeof Template>;

export const TemplateSummary = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    clusterId: Uuid,
    clusterName: Type.String(),
    defaultPackage: ref(Package),
    untrustedEmails: Type.Boolean(),
    shareLink: Type.String(),
    subscriberCounts: ref(SubscriberTotals),
    lastRefusalAt: nullable(Moment),
    refusalOverAt: RefusalOver,
    checkState: nullable(oneOf(severities, 'The worst that the last check found; null before the first.')),
    createdAt: Moment,
  },
  { $id: 'TemplateSummary' },
);
export const TemplateList = listOf('TemplateList', ref(TemplateSummary));

export const ShareLinkRotation = bodyOf('ShareLinkRotation', { graceDays: Type.Optional(Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(7), Type.Literal(30)], { description: 'How long the old link works on; 0 ends it at once.' })) });
export const CheckRequest = bodyOf('TemplateCheckRequest', { parts: Type.Optional(Type.Array(oneOf(checkParts), { minItems: 1, maxItems: checkParts.length, uniqueItems: true, description: 'What to look at; everything when absent.' })) });
const PictureText = { minLength: 1, pattern: '^[A-Za-z0-9+/]+={0,2}$' };
export const LogoUpload = bodyOf('LogoUpload', {
  data: Type.String({ ...PictureText, maxLength: 140_000, description: 'PNG or SVG of at most 100 kB, in base64.' }),
  mailData: Type.Optional(Type.String({ ...PictureText, maxLength: 60_000, description: 'The same as a PNG of at most 45 kB, for mails: mail programs show no SVG. Without it mails show `data` where it is a PNG, else the brand name.' })),
});

export const PreviewRequest = bodyOf('MessagePreviewRequest', {
  message: oneOf(messageKinds),
  language: Type.String({ pattern: '^[a-z]{2}$' }),
  look: Type.Optional(ref(LookChanges)),
  senderName: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  codeMinutes: optionalSettings.codeMinutes,
});
export const MessagePreview = Type.Object(
  {
    subject: Type.String(),
    text: Type.String(),
    html: Type.String({ description: 'A whole document without scripts; show it in a sandbox.' }),
    from: Type.Object({ name: Type.String(), address: Type.String() }),
    languages: Type.Array(Type.String(), { description: 'Every language this mail exists in.' }),
  },
  { $id: 'MessagePreview' },
);
