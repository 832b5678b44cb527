import { referenceOf } from './reference.ts';

/** Folds text for sorting and searching: case and accents away, so that "É" is found by "e". */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The folded columns of a subscriber; written with the row, because no index can fold when it is read. */
export function foldedColumns(subscriber: { id: string; userId: string; firstName: string; lastName: string; email: string | null }): { nameFolded: string; searchFolded: string } {
  const nameFolded = fold(`${subscriber.firstName} ${subscriber.lastName}`.trim());
  return { nameFolded, searchFolded: `${fold(subscriber.userId)} ${nameFolded} ${fold(subscriber.email ?? '')} ${fold(referenceOf(subscriber.id))}` };
}
