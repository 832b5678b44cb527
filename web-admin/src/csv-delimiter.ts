/** What spreadsheets part columns by where a language is spoken: a semicolon where the comma is in the numbers. */
export const delimiterIn = (language: string): ';' | ',' => (new Intl.NumberFormat(language).format(1.5).includes(',') ? ';' : ',');
