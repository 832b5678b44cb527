import { expect, it } from '@jest/globals';
import { parseCsv } from './csv.ts';

it('reads delimiters, quotes and line breaks inside cells, empty cells and a byte order mark', () => {
  const text = '\uFEFFid,name,note\r\n1,"Díaz, ""Ana""","two\nlines"\r\n2,,\n';

  expect(parseCsv(text)).toEqual([
    { id: '1', name: 'Díaz, "Ana"', note: 'two\nlines' },
    { id: '2', name: '', note: '' },
  ]);
});

it.each(['a,b\n1', 'a\n"open', 'a,b\n1,2,3'])('refuses %j, whose rows do not fit', (text) => {
  expect(() => parseCsv(text)).toThrow();
});
