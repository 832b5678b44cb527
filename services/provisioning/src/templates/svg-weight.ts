const tag = /<(\/?)([\w:.-]+)((?:"[^"]*"|'[^']*'|[^"'<>])*?)(\/?)>/g;
const unread = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>/g;
/** No drawing program nests deeper; browsers give up at some hundreds, each at another. */
const DEEPEST = 64;

type Part = { ids: string[]; referred: string[]; parts: number };

/**
 * How many elements a browser has to draw for an SVG: each counts again wherever `#id` refers to it, as in a `use` of a group of
 * `use`s of a group, ten times each, of which a few lines make billions. Infinite where it nests too deeply or refers to itself.
 */
export function weightOfSvg(text: string): number {
  const { parts, depth } = readParts(text.replace(unread, ''));
  if (depth > DEEPEST) return Infinity;
  const byId = new Map(parts.flatMap((part) => part.ids.map((id) => [id, part] as const)));
  const known = new Map<Part, number>();
  const weigh = (part: Part, above: readonly Part[]): number => {
    if (above.includes(part) || above.length > DEEPEST) return Infinity;
    const before = known.get(part);
    if (before !== undefined) return before;
    const weight = part.referred.reduce((sum, id) => sum + (byId.has(id) ? weigh(byId.get(id) ?? part, [...above, part]) : 0), part.parts);
    known.set(part, weight);
    return weight;
  };
  const [root] = parts;
  return root ? weigh(root, []) : 0;
}

/** Every element with what stands within it; the root is the first. */
function readParts(text: string): { parts: Part[]; depth: number } {
  const parts: Part[] = [];
  const open: Part[] = [];
  let depth = 0;
  for (const [, closes, , attributes = '', isEmpty] of text.matchAll(tag)) {
    if (closes) {
      open.pop();
      continue;
    }
    const part: Part = { ids: [...attributes.matchAll(/\sid\s*=\s*["']([^"']+)["']/g)].map(([, id = '']) => id), referred: [], parts: 0 };
    parts.push(part);
    const referred = [...attributes.matchAll(/#([\w.:-]+)/g)].map(([, id = '']) => id);
    depth = Math.max(depth, open.length + 1);
    if (depth > DEEPEST) return { parts, depth };
    for (const outer of [...open, part]) {
      outer.parts += 1;
      outer.referred.push(...referred);
    }
    if (!isEmpty) open.push(part);
  }
  return { parts, depth };
}
