import type { TemplateForm } from './template-form.ts';

/** What was typed into a new template before its author went to make a cluster or connector for it, and which there were then. */
export type Draft = { form: TemplateForm; clusterIds: string[]; connectorIds: string[] };

// In this tab only, until it is taken or the page is loaded anew: nothing of a template that is not there yet is stored anywhere.
let kept: { adminId: string; draft: Draft } | null = null;

export function keepDraft(adminId: string, draft: Draft): void {
  kept = { adminId, draft };
}

/** The draft this admin has left, once; somebody else's is dropped. What was made meanwhile is chosen in it. */
export function takeDraft(adminId: string, now: { clusterIds: readonly string[]; connectorIds: readonly string[] }): TemplateForm | null {
  const found = kept?.adminId === adminId ? kept.draft : null;
  kept = null;
  if (!found) return null;
  const { form } = found;
  return { ...form, clusterId: chosen(form.clusterId, found.clusterIds, now.clusterIds), connectorId: chosen(form.connectorId, found.connectorIds, now.connectorIds) };
}

/** The one that is new, else the one chosen before as long as it is there. */
function chosen(before: string, known: readonly string[], now: readonly string[]): string {
  const added = now.find((id) => !known.includes(id));
  return added ?? (now.includes(before) ? before : (now[0] ?? ''));
}
