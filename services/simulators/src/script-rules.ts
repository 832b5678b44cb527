/** Whom a rule is for. What is left out matches everything; `times` left out means until the script is cleared. */
export type RuleMatch = { method?: string; userId?: string; email?: string; times?: number };

export type Rule<Fault> = RuleMatch & Fault;

/** What is known about one call when rules are looked up. */
export type CallSubject = { method: string; userId: string | null; email: string | null };

export type RuleBook<Fault> = {
  add(rules: Rule<Fault> | Rule<Fault>[]): void;
  /** The first rule, in the order they were added, that matches and is not used up; using it counts. */
  take(subject: CallSubject): Rule<Fault> | undefined;
  list(): Rule<Fault>[];
  clear(): void;
};

export const createRuleBook = <Fault>(): RuleBook<Fault> => {
  let entries: { rule: Rule<Fault>; left: number }[] = [];
  return {
    add(rules) {
      const added = Array.isArray(rules) ? rules : [rules];
      entries.push(...added.map((rule) => ({ rule, left: rule.times ?? Infinity })));
    },
    take(subject) {
      const entry = entries.find(({ rule, left }) => left > 0 && matches(rule, subject));
      if (entry) entry.left -= 1;
      return entry?.rule;
    },
    list: () => entries.filter(({ left }) => left > 0).map(({ rule, left }) => (left === Infinity ? rule : { ...rule, times: left })),
    clear() {
      entries = [];
    },
  };
};

const matches = (rule: RuleMatch, subject: CallSubject): boolean =>
  sameText(rule.method, subject.method) && sameText(rule.userId, subject.userId) && sameText(rule.email, subject.email);

const sameText = (wanted: string | undefined, actual: string | null): boolean =>
  wanted === undefined || wanted.toLowerCase() === actual?.toLowerCase();
