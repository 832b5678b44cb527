import { requireRight } from '../access.ts';
import { loadCluster } from '../clusters/load-cluster.ts';
import { openConnector } from '../connectors/load-connector.ts';
import { type Context, inTransaction } from '../context.ts';
import { loadTemplate } from './load-template.ts';
import type { NamedTemplateRow } from './store.ts';
import { shareLinkOf } from './template.ts';

export const findingCodes = [
  'untrusted_emails.on',
  'untrusted_emails.off',
  'share_link.ok',
  'share_link.wrong_host',
  'cluster.reachable',
  'cluster.unreachable',
  'cluster.not_xsi',
  'connector.accepted',
  'connector.refused',
  'connector.unreachable',
  'adapter.no_refusals',
  'adapter.refused',
  'sender.allowed',
  'sender.refused',
  'sender.unreachable',
] as const;
export type FindingCode = (typeof findingCodes)[number];
export const severities = ['ok', 'warning', 'problem'] as const;
export const findingOwners = ['you', 'provider_admin', 'broadworks_admin', 'cloud_admin'] as const;

/** One thing that was looked at, and who can mend it when it is not right. */
export type Finding = {
  code: FindingCode;
  severity: (typeof severities)[number];
  owner: (typeof findingOwners)[number];
  field: string | null;
  detail: string | null;
};

/**
 * Looks at everything an activation needs: settings, share link, cluster, connector, adapter and mail relay, over the real connections.
 * @throws template.not_found
 */
export async function checkTemplate(ctx: Context, id: string): Promise<Finding[]> {
  requireRight(ctx, 'templates:read');
  const { template, cluster, connector } = await inTransaction(ctx, async (ctx) => {
    const template = await loadTemplate(ctx, id);
    return { template, cluster: await loadCluster(ctx, template.clusterId), connector: await openConnector(ctx, template.connectorId) };
  });
  const outside = await Promise.all([
    checkCluster(ctx, cluster.xsiUrl),
    ctx.connectCloud(connector, ctx.traceId).check().then(connectorFinding),
    ctx.mailer.check(ctx.config.mailFrom).then(senderFinding),
  ]);
  return [untrustedEmails(template), shareLink(ctx, template), outside[0], outside[1], adapterRefusals(template), outside[2]];
}

const finding = (code: FindingCode, severity: Finding['severity'], owner: Finding['owner'], field: string | null, detail: string | null = null): Finding => ({
  code,
  severity,
  owner,
  field,
  detail,
});

const untrustedEmails = ({ untrustedEmails: on }: NamedTemplateRow): Finding =>
  on ? finding('untrusted_emails.on', 'ok', 'you', 'untrustedEmails') : finding('untrusted_emails.off', 'problem', 'you', 'untrustedEmails');

/** The portal lives where PUBLIC_URL says; a link that people cannot open from outside helps nobody. */
function shareLink(ctx: Context, template: NamedTemplateRow): Finding {
  const link = new URL(shareLinkOf(ctx.config.publicUrl, ctx.vault.open(template.shareKeySealed, template.id)));
  const onlyHere = ['127.0.0.1', 'localhost', '[::1]'].includes(link.hostname);
  return onlyHere ? finding('share_link.wrong_host', 'warning', 'provider_admin', 'shareLink', link.origin) : finding('share_link.ok', 'ok', 'you', 'shareLink', link.origin);
}

async function checkCluster(ctx: Context, xsiUrl: string): Promise<Finding> {
  const answer = await ctx.identity.probe({ xsiUrl });
  if (answer === 'reachable') return finding('cluster.reachable', 'ok', 'broadworks_admin', 'clusterId', xsiUrl);
  return finding(`cluster.${answer}`, 'problem', answer === 'unreachable' ? 'broadworks_admin' : 'you', 'clusterId', xsiUrl);
}

type CloudAnswer = Awaited<ReturnType<ReturnType<Context['connectCloud']>['check']>>;
const connectorFinding = (answer: CloudAnswer): Finding =>
  answer.result === 'accepted'
    ? finding('connector.accepted', 'ok', 'cloud_admin', 'connectorId')
    : finding(`connector.${answer.result}`, 'problem', answer.result === 'refused' ? 'you' : 'cloud_admin', 'connectorId', answer.detail);

const adapterRefusals = ({ lastRefusalAt, lastRefusalReason }: NamedTemplateRow): Finding =>
  lastRefusalAt
    ? finding('adapter.refused', 'warning', 'broadworks_admin', 'adapter', `${lastRefusalAt.toISOString()} ${lastRefusalReason ?? ''}`.trim())
    : finding('adapter.no_refusals', 'ok', 'broadworks_admin', 'adapter');

type SenderAnswer = Awaited<ReturnType<Context['mailer']['check']>>;
const senderFinding = (answer: SenderAnswer): Finding =>
  answer.result === 'allowed' ? finding('sender.allowed', 'ok', 'provider_admin', null) : finding(`sender.${answer.result}`, 'problem', 'provider_admin', null, answer.detail);
