/**
 * Reads CSV as RFC 4180 says it: quoted cells may hold delimiters, quotes and line breaks.
 * @returns one record a row, by the names of the first row.
 */
export function parseCsv(text: string, delimiter: ',' | ';'): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    row.push(cell);
    cell = '';
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === delimiter) endCell();
    else if (char === '\n') endRow();
    else if (char !== '\r') cell += char;
  }
  if (cell !== '' || row.length > 0) endRow();
  const [names = [], ...records] = rows;
  return records.map((cells) => {
    if (cells.length !== names.length) throw new Error(`a row has ${cells.length} cells, the header ${names.length}`);
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}
