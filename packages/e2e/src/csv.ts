/** Reads RFC 4180: quoted cells may hold delimiters, doubled quotes and line breaks. Answers one record per row, by the header's names. */
export function parseCsv(text: string, delimiter = ','): Record<string, string>[] {
  const [header = [], ...rows] = cells(text.replace(/^\uFEFF/, ''), delimiter);
  return rows.map((row) => {
    if (row.length !== header.length) throw new Error(`A row has ${row.length} cells and the header ${header.length}: ${row.join(delimiter)}`);
    return Object.fromEntries(header.map((name, at) => [name, row[at] ?? '']));
  });
}

function cells(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const pattern = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${delimiter}\\r\\n]*))(${delimiter}|\\r?\\n|$)`, 'gy');
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw new Error(`This is no CSV, at character ${at}: ${text.slice(at, at + 40)}`);
    const [, quoted, plain = '', end] = match;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === delimiter && pattern.lastIndex < text.length) continue;
    if (end === delimiter) row.push('');
    rows.push(row);
    row = [];
  }
  return rows;
}
