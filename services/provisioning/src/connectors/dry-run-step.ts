export const dryRunSteps = ['token', 'read', 'find', 'check', 'send'] as const;
export const dryRunOutcomes = ['ok', 'problem', 'skipped'] as const;
