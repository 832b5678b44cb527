import { loadCluster } from '../clusters/load-cluster.ts';
import { type Context, inTransaction } from '../context.ts';
import { openShareLink } from '../templates/load-template.ts';
import { type Look, lookOf } from '../templates/template.ts';

export type ActivationPageView = { templateId: string; templateName: string; language: string; languages: string[]; look: Look; defaultDomain: string | null };

/** What the page behind a share link shows. @throws activation.link_unknown, activation.link_withdrawn */
export async function openActivationPage(outer: Context, shareKey: string): Promise<ActivationPageView> {
  const { ctx, template } = await openShareLink(outer, shareKey);
  const { defaultDomain } = await inTransaction(ctx, (ctx) => loadCluster(ctx, template.clusterId));
  return { templateId: template.id, templateName: template.name, language: template.language, languages: template.languages, look: lookOf(template), defaultDomain };
}
