import { loadCluster } from '../clusters/load-cluster.ts';
import { type Context, inTransaction } from '../context.ts';
import { openShareLink } from '../templates/load-template.ts';
import { type Look, lookOf } from '../templates/template.ts';
import { describeActivation } from './describe-activation.ts';
import type { ActivationAnswer } from './schemas.ts';
import { findVisit } from './session.ts';

export type ActivationPageView = { templateId: string; templateName: string; language: string; languages: string[]; look: Look; defaultDomain: string | null; activation: ActivationAnswer | null };

/**
 * What the page behind a share link shows, and where the person stands who is signed in at it, so that the first answer is the only one.
 * @param token of the visit's cookie
 * @throws activation.link_unknown, activation.link_withdrawn
 */
export async function openActivationPage(outer: Context, shareKey: string, token: string | null): Promise<ActivationPageView> {
  const { ctx, template } = await openShareLink(outer, shareKey);
  const { defaultDomain } = await inTransaction(ctx, (ctx) => loadCluster(ctx, template.clusterId));
  const activation = await activationOf(outer, token, template.id);
  return { templateId: template.id, templateName: template.name, language: template.language, languages: template.languages, look: lookOf(template), defaultDomain, activation };
}

/** A visit that began at another template's link is not what this link is for. */
async function activationOf(outer: Context, token: string | null, templateId: string): Promise<ActivationAnswer | null> {
  const found = await findVisit(outer, token);
  const activation = found && (await describeActivation(found.ctx, found.visit));
  return activation?.templateId === templateId ? activation : null;
}
