import type { Finding, FindingCode } from '../checks/finding.ts';
import { findingOfXsi } from '../clusters/check-cluster.ts';
import { loadCluster } from '../clusters/load-cluster.ts';
import { findingOfCloud } from '../connectors/check-connector.ts';
import { openConnector } from '../connectors/load-connector.ts';
import { type Context, inTransaction } from '../context.ts';
import { getTemplate } from './load-template.ts';
import type { NamedTemplateRow } from './store.ts';
import { shareLinkOf } from './template.ts';

/**
 * Looks at everything an activation needs: settings, share link, cluster, connector, adapter and mail relay, over the real connections.
 * @throws template.not_found
 */
export async function checkTemplate(ctx: Context, id: string): Promise<Finding[]> {
  const template = await getTemplate(ctx, id);
  const { cluster, connector } = await inTransaction(ctx, async (ctx) => ({
    cluster: await loadCluster(ctx, template.clusterId),
    connector: await openConnector(ctx, template.connectorId),
  }));
  const outside = await Promise.all([
    findingOfXsi(ctx, cluster.xsiUrl, 'clusterId'),
    findingOfCloud(ctx, connector, 'connectorId'),
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

const adapterRefusals = ({ lastRefusalAt, lastRefusalReason }: NamedTemplateRow): Finding =>
  lastRefusalAt
    ? finding('adapter.refused', 'warning', 'broadworks_admin', 'adapter', `${lastRefusalAt.toISOString()} ${lastRefusalReason ?? ''}`.trim())
    : finding('adapter.no_refusals', 'ok', 'broadworks_admin', 'adapter');

type SenderAnswer = Awaited<ReturnType<Context['mailer']['check']>>;
const senderFinding = (answer: SenderAnswer): Finding =>
  answer.result === 'allowed' ? finding('sender.allowed', 'ok', 'provider_admin', null) : finding(`sender.${answer.result}`, 'problem', 'provider_admin', null, answer.detail);
