import { problem } from '../problems.ts';

export const compareOps = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type CompareOp = (typeof compareOps)[number];
export type FilterValue = string | number | boolean | null;
export type Comparison = { op: CompareOp; path: string; value: FilterValue };
/** A filter as RFC 7644, 3.4.2.2, writes it, with nothing known of what the names mean. `[]` is said of one entry of a list: all of it holds of the same entry. */
export type ParsedFilter = { op: 'and' | 'or'; filters: ParsedFilter[] } | { op: 'not'; filter: ParsedFilter } | { op: 'pr'; path: string } | Comparison | { op: '[]'; path: string; filter: ParsedFilter };
type Code = 'scim.filter_invalid' | 'scim.path_invalid';

const LONGEST = 2_000;
const MOST_COMPARISONS = 20;
const DEEPEST = 8;

type Token = { kind: 'mark' | 'text' | 'word'; text: string; at: number };
/** A text in quotes as in JSON, a bracket, or a word. Each alternative begins with what no other one does, so that no text is read twice. */
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|([()[\]])|([^\s"()[\]]+))/y;

/** @throws the given code when it is no filter (RFC 7644, figure 1), or longer, deeper or of more comparisons than anybody needs */
export function parseFilter(text: string, code: Code): ParsedFilter {
  if (text.length > LONGEST) throw problem(code, { detail: `A filter has at most ${LONGEST} characters.` });
  return new FilterReader(tokensOf(text, code), code).read();
}

function tokensOf(text: string, code: Code): Token[] {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < trimmed.length; ) {
    const at = TOKEN.lastIndex;
    const [, quoted, mark, word] = TOKEN.exec(trimmed) ?? [];
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted, at });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else throw problem(code, { detail: `At character ${at + 1} a text begins that does not end.` });
  }
  return tokens;
}

const PATH = /^(?:urn:[\w.:-]+:)?[A-Za-z$][\w$-]*(?:\.[A-Za-z$][\w$-]*)?$/i;
const PART = /^\.([A-Za-z$][\w$-]*)$/;
const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/;
const words = new Map<string, boolean | null>([['true', true], ['false', false], ['null', null]]);

/** Reads from left to right; `and` binds closer than `or`. */
class FilterReader {
  private next = 0;
  private comparisons = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  private readonly code: Code;

  constructor(tokens: readonly Token[], code: Code) {
    this.tokens = tokens;
    this.code = code;
  }

  read(): ParsedFilter {
    const filter = this.either(false);
    if (this.next < this.tokens.length) throw this.refuse('an "and", an "or" or the end');
    return filter;
  }

  private either(inEntry: boolean): ParsedFilter {
    const filters = [this.both(inEntry)];
    while (this.takeWord('or')) filters.push(this.both(inEntry));
    const [only] = filters;
    return only && filters.length === 1 ? only : { op: 'or', filters };
  }

  private both(inEntry: boolean): ParsedFilter {
    const filters = [this.single(inEntry)];
    while (this.takeWord('and')) filters.push(this.single(inEntry));
    const [only] = filters;
    return only && filters.length === 1 ? only : { op: 'and', filters };
  }

  private single(inEntry: boolean): ParsedFilter {
    if (this.takeWord('not')) {
      if (!this.takeMark('(')) throw this.refuse('a "(" after "not"');
      return { op: 'not', filter: this.closed(')', inEntry) };
    }
    if (this.takeMark('(')) return this.closed(')', inEntry);
    const path = this.takePath();
    if (inEntry || !this.takeMark('[')) return this.comparison(path);
    const inside = this.closed(']', true);
    const [, part] = PART.exec(this.tokens[this.next]?.text ?? '') ?? [];
    if (part === undefined || this.tokens[this.next]?.kind !== 'word') return { op: '[]', path, filter: inside };
    this.next++;
    // `emails[type eq "work"].value eq "…"`: the entry that is of this type has this value.
    return { op: '[]', path, filter: { op: 'and', filters: [inside, this.comparison(part)] } };
  }

  private closed(mark: ')' | ']', inEntry: boolean): ParsedFilter {
    if (++this.depth > DEEPEST) throw problem(this.code, { detail: `A filter is at most ${DEEPEST} brackets deep.` });
    const filter = this.either(inEntry);
    if (!this.takeMark(mark)) throw this.refuse(`a "${mark}"`);
    this.depth--;
    return filter;
  }

  private comparison(path: string): ParsedFilter {
    if (++this.comparisons > MOST_COMPARISONS) throw problem(this.code, { detail: `A filter has at most ${MOST_COMPARISONS} comparisons.` });
    if (this.takeWord('pr')) return { op: 'pr', path };
    const op = compareOps.find((one) => this.takeWord(one));
    if (!op) throw this.refuse(`one of ${compareOps.join(', ')}, pr`);
    return { op, path, value: this.takeValue() };
  }

  private takeWord(word: string): boolean {
    const token = this.tokens[this.next];
    if (token?.kind !== 'word' || token.text.toLowerCase() !== word) return false;
    this.next++;
    return true;
  }

  private takeMark(mark: string): boolean {
    const token = this.tokens[this.next];
    if (token?.kind !== 'mark' || token.text !== mark) return false;
    this.next++;
    return true;
  }

  private takePath(): string {
    const token = this.tokens[this.next];
    if (token?.kind !== 'word' || !PATH.test(token.text)) throw this.refuse('the name of an attribute');
    this.next++;
    return token.text;
  }

  private takeValue(): FilterValue {
    const token = this.tokens[this.next];
    if (!token || token.kind === 'mark') throw this.refuse('a value');
    if (token.kind === 'text') {
      const text = textIn(token.text);
      if (text === null) throw this.refuse('a text as in JSON');
      this.next++;
      return text;
    }
    const word = words.get(token.text.toLowerCase());
    if (word === undefined && !NUMBER.test(token.text)) throw this.refuse('a value: a text in quotes, a number, true, false or null');
    this.next++;
    return word === undefined ? Number(token.text) : word;
  }

  private refuse(wanted: string) {
    const token = this.tokens[this.next];
    return problem(this.code, { detail: token ? `At character ${token.at + 1} there should be ${wanted}.` : `At the end there should be ${wanted}.` });
  }
}

function textIn(quoted: string): string | null {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return null;
  }
}
