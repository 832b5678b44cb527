import { checkParts, type CheckPart, type Finding, partOf } from '../checks/finding.ts';
import { findingOfXsi } from '../clusters/check-cluster.ts';
import { loadCluster } from '../clusters/load-cluster.ts';
import { findingOfCloud } from '../connectors/check-connector.ts';
import { openConnector } from '../connectors/load-connector.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { findChecks, findScimHealth, type StoredCheck, upsertCheck } from './check-query.ts';
import { finding, findingOfAdapter, findingOfContrast, findingOfEmails, findingOfLink, findingOfOwnAddress, findingOfScim, findingOfSupport, findingOfTexts, findingOfUsers } from './check-settings.ts';
import { claimTemplate, getTemplate } from './load-template.ts';
import { loadShareLink } from './share-link.ts';
import { isTemplateUsed, type NamedTemplateRow } from './store.ts';


/**
 * Looks at what an activation needs: settings, share link, cluster, connector, adapter and mail relay, over the real connections.
 * The result is kept with the template; a check of some parts replaces what was found about these.
 * @throws template.not_found
 */
export async function checkTemplate(ctx: Context, id: string, parts: readonly CheckPart[] = checkParts): Promise<StoredCheck> {
  const template = await getTemplate(ctx, id);
  const found = (await Promise.all(parts.map((part) => lookAt[part](ctx, template)))).flat();
  return inTransaction(ctx, async (ctx) => {
    await claimTemplate(ctx, id);
    const before = (await findChecks(ctx.db, ctx.providerId, [id])).get(id)?.findings ?? [];
    const kept = before.filter((finding) => !parts.includes(partOf(finding)));
    const findings = [...kept, ...found].sort((a, b) => checkParts.indexOf(partOf(a)) - checkParts.indexOf(partOf(b)));
    const check = { findings, checkedAt: ctx.clock.now() };
    await upsertCheck(ctx.db, ctx.providerId, id, check);
    return check;
  });
}

type Look = (ctx: Context, template: NamedTemplateRow) => Promise<Finding | Finding[]>;
const own = (look: (ctx: TxContext, template: NamedTemplateRow) => Promise<Finding | Finding[]>): Look => (ctx, template) => inTransaction(ctx, (ctx) => look(ctx, template));

const lookAt: Record<CheckPart, Look> = {
  untrusted_emails: async (_ctx, template) => findingOfEmails(template),
  share_link: async (ctx, template) => {
    const link = await inTransaction(ctx, (ctx) => loadShareLink(ctx, template));
    const { origin } = new URL(link);
    const isOwn = origin !== ctx.config.publicUrl;
    // Our own address was set by whoever runs the service; a provider's host name must not lead us into the inner network.
    const answer = await ctx.portal.open(link, { allowPrivate: !isOwn || ctx.config.allowPrivateTargets });
    return isOwn ? findingOfOwnAddress(origin, answer) : findingOfLink(origin, answer);
  },
  cluster: async (ctx, { clusterId }) => {
    const { xsiUrl } = await inTransaction(ctx, (ctx) => loadCluster(ctx, clusterId));
    return findingOfXsi(ctx, xsiUrl, 'clusterId');
  },
  connector: async (ctx, { connectorId }) => findingOfCloud(ctx, await inTransaction(ctx, (ctx) => openConnector(ctx, connectorId)), 'connectorId'),
  adapter: async (_ctx, template) => findingOfAdapter(template),
  scim: own(async (ctx, { id }) => {
    const health = await findScimHealth(ctx.db, ctx.providerId, id);
    return health ? findingOfScim(health) : [];
  }),
  sender: async (ctx) => {
    const { mailFrom } = ctx.config;
    const answer = await ctx.mailer.check(mailFrom);
    return answer.result === 'allowed' ? finding('sender.allowed', 'ok', 'provider_admin', null, mailFrom) : finding(`sender.${answer.result}`, 'problem', 'provider_admin', null, `${mailFrom}: ${answer.detail}`);
  },
  texts: async (_ctx, template) => findingOfTexts(template),
  support: async (_ctx, template) => findingOfSupport(template),
  contrast: async (_ctx, template) => findingOfContrast(template),
  users: own(async (ctx, { id }) => findingOfUsers(await isTemplateUsed(ctx.db, ctx.providerId, id))),
};
