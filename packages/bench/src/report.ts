import os from 'node:os';
import type { Generated } from './generate.ts';
import { settings } from './database.ts';
import type { ExportFigures } from './exports.ts';
import type { Timing } from './measure.ts';

export type Line = { name: string; direct: Timing; api: Timing; at16: number };
export type Results = { rows: number; generated: Generated | null; database: string; size: string; lines: Line[]; exports: ExportFigures[]; seconds: number; load: number };

const ms = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
const mb = (bytes: number | undefined) => (bytes === undefined ? '' : String(Math.round(bytes / 1e6)));
const n = (value: number) => value.toLocaleString('en');
export const markdownTable = (head: string[], rows: string[][]): string => [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** The whole of docs/BENCHMARKS.md, or what is printed. */
export function reportOf({ rows, generated, database, size, lines, exports, seconds, load }: Results): string {
  const machine = [
    ['day', new Date().toISOString().slice(0, 10)],
    ['machine', `${os.availableParallelism()} cores (${os.cpus()[0]?.model.trim() || os.arch()}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.platform()}; everything on it, the asking program too`],
    ['load before it began', `${load.toFixed(1)} (above ${(os.availableParallelism() / 2).toFixed(1)} others were at work, and figures are worse than they should be)`],
    ['programs', `Node ${process.versions.node}, ${database}, with ${Object.entries(settings).map(([name, value]) => `${name} ${value}`).join(', ')}`],
    ['data', `${n(rows)} users of one provider, 92 % provisioned, 20,000 customers, 5 templates; ${size} with indexes${generated ? `; made in ${Math.round(generated.insertSeconds + generated.indexSeconds)} s` : ''}`],
    ['whole run', `${Math.round(seconds)} s`],
  ];
  const line = ({ name, direct, api, at16 }: Line) => [name, ms(direct.p50), ms(direct.p95), ms(api.p50), ms(api.p95), String(Math.round(api.perSecond)), String(Math.round(at16))];
  const file = ({ name, seconds: took, bytes, rows: count, before, peak }: ExportFigures) => [name, took.toFixed(1), n(Math.round(count / took)), (bytes / 1e6 / took).toFixed(0), mb(before), mb(peak)];
  return `# Benchmarks

\`npm run bench\` makes the data, starts the real programs and prints this page; with \`-- --write\` it replaces this file. \`--rows\` takes another
number of users, \`--data <folder>\` keeps the data for the next run.

${markdownTable(['', ''], machine).replaceAll('---:', '---')}

## Lists, search and counts

Milliseconds. *SQL* is what somebody would write by hand, on one connection as the owner of the tables, without row-level security, and with the
same indexes; *API* is the request as the console sends it, signed in, over HTTP. A page has 50 rows. Requests a second by one asker, and by 16 at once.

${markdownTable(['', 'SQL p50', 'p95', 'API p50', 'p95', 'req/s × 1', '× 16'], lines.map(line))}

## Export of ${n(rows)} users

All 17 columns, cells made safe for spreadsheets. Memory is the resident set of the process that does the work, before and at its peak.

${markdownTable(['', 'seconds', 'rows/s', 'MB/s', 'MB before', 'MB peak'], exports.map(file))}
`;
}

/** The sections that other runs write: `bench portal`, `bench connectors`, `bench events` and `bench scim`. They come last. */
export const portalHeading = '## The portal on a slow phone';
export const connectorsHeading = '## Connectors';
export const eventsHeading = '## Events and webhooks';
export const scimHeading = '## The SCIM server';
const ownRuns = [portalHeading, connectorsHeading, eventsHeading, scimHeading];

const sectionOf = (page: string, heading: string): string => (page.split(/^(?=## )/m).find((section) => section.startsWith(heading)) ?? '').trimEnd();
/** Those sections as earlier runs have written them, for a page that is written anew. */
export const ownSections = (page: string): string => ownRuns.map((heading) => sectionOf(page, heading)).filter(Boolean).map((section) => `\n${section}\n`).join('');
/** The page with one of its sections written anew. */
export const withSection = (page: string, heading: string, section: string): string => {
  const rest = page.split(/^(?=## )/m).filter((part) => !part.startsWith(heading)).join('').trimEnd();
  return `${rest}\n\n${section.trimEnd()}\n`;
};
