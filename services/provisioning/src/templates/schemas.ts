import Type, { type Static } from 'typebox';
import { Finding } from '../checks/schemas.ts';
import { bodyOf, closedList, listOf, Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { packages } from '../subscribers/subscriber.ts';
import { languages, platforms } from './template.ts';

export const Package = closedList('Package', packages, 'What the user gets, from calling only to everything.');
export const Language = closedList('Language', languages, 'ISO 639-1.');

const WebAddress = Type.String({ format: 'uri', pattern: '^https?://', maxLength: 500 });

export const Look = Type.Object(
  {
    brandName: Type.String({ minLength: 1, maxLength: 80 }),
    accentColor: Type.String({ pattern: '^#[0-9a-fA-F]{6}$', description: '#rrggbb' }),
    supportEmail: nullable(Type.String({ format: 'email', maxLength: 254 })),
    supportPhone: nullable(Type.String({ maxLength: 40 })),
    resetPasswordUrl: nullable(WebAddress),
    helpUrl: nullable(WebAddress),
  },
  { $id: 'Look', additionalProperties: false, description: 'How the portal and the mails look.' },
);

const Download = Type.Object({ platform: oneOf(platforms), url: WebAddress }, { $id: 'Download', additionalProperties: false });
export const Downloads = Type.Array(ref(Download), { maxItems: 10 });

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
  look: Type.Optional(Type.Partial(Type.Object(Look.properties), { additionalProperties: false })),
  downloads: Type.Optional(Downloads),
  maxTries: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, description: 'How often a user may try again by himself.' })),
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
  },
  { minProperties: 1, description: 'A JSON merge patch: what is absent stays.' },
);

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
    adapter: Type.Object({
      url: Type.String({ description: 'BroadWorks calls this for every user (at most 256 characters).' }),
      account: Type.String(),
      password: Type.Optional(Type.String({ description: 'Only in the answer to the creation.' })),
      lastRefusalAt: nullable(Moment),
      lastRefusalReason: nullable(Type.String()),
    }),
    language: ref(Language),
    senderName: Type.String(),
    look: ref(Look),
    downloads: Downloads,
    maxTries: Type.Integer(),
    createdAt: Moment,
    updatedAt: Moment,
    version: Type.Integer(),
  },
  { $id: 'Template' },
);
export type TemplateAnswer = Static<typeof Template>;

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
    createdAt: Moment,
  },
  { $id: 'TemplateSummary' },
);
export const TemplateList = listOf('TemplateList', ref(TemplateSummary));

export const CheckResult = Type.Object({ ok: Type.Boolean(), findings: Type.Array(ref(Finding)), checkedAt: Moment }, { $id: 'TemplateCheck' });
