/** Everything a row can show, in the order it stands. */
export const columns = ['userId', 'name', 'customer', 'email', 'package', 'status', 'since', 'template', 'phone', 'extension', 'created', 'reference'] as const;
export type Column = (typeof columns)[number];

/** What the list shows until somebody chooses otherwise. */
export const defaultColumns: readonly Column[] = ['userId', 'name', 'customer', 'email', 'package', 'status', 'since'];
/** A row without these would say neither who it is nor where that person stands. */
export const fixedColumns: readonly Column[] = ['userId', 'status'];

type Room = {
  /** px below which the column would cut what people read it for */
  least: number;
  /** px in which ordinary words stand uncut: a name or an address of thirty letters */
  whole: number;
  /** share of what is left over; without one the column stays as wide as it need be */
  grows?: number;
};

const rooms: Record<Column, Room> = {
  userId: { least: 252, whole: 252, grows: 3 },
  name: { least: 124, whole: 160, grows: 3 },
  customer: { least: 104, whole: 136, grows: 3 },
  email: { least: 132, whole: 252, grows: 3 },
  package: { least: 88, whole: 88 },
  status: { least: 236, whole: 236, grows: 1 },
  since: { least: 98, whole: 98 },
  template: { least: 124, whole: 160, grows: 2 },
  phone: { least: 124, whole: 124 },
  extension: { least: 88, whole: 88 },
  created: { least: 98, whole: 98 },
  reference: { least: 108, whole: 108 },
};

/** Who gives way first when room is short: the last. Before them stand the columns somebody added on purpose. */
const keptByDefault: readonly Column[] = ['name', 'since', 'email', 'package'];
/** Worth less than to read the others whole. */
const luxury: Column = 'customer';

const sumOf = (shown: readonly Column[], size: 'least' | 'whole'): number => shown.reduce((sum, column) => sum + rooms[column][size], 0);

/** What of the chosen columns fits into `width` px without cutting ids and reasons, in the order it stands. */
export function fittingColumns(chosen: readonly Column[], width: number): Column[] {
  const added = chosen.filter((column) => !defaultColumns.includes(column));
  const byWorth = [...fixedColumns, ...added, ...keptByDefault].filter((column) => chosen.includes(column));
  let left = width;
  const fitting = byWorth.filter((column) => {
    left -= rooms[column].least;
    return fixedColumns.includes(column) || left >= 0;
  });
  if (sumOf([...fitting, luxury], 'whole') <= width) fitting.push(luxury);
  return chosen.filter((column) => fitting.includes(column));
}

/** How wide each column stands, in px: first as much as lets words stand whole, then what is left over goes to those that use it. */
export function columnWidths(shown: readonly Column[], width: number): Map<Column, number> {
  if (!Number.isFinite(width)) return new Map();
  const spare = Math.max(0, width - sumOf(shown, 'least'));
  const wanted = sumOf(shown, 'whole') - sumOf(shown, 'least');
  const filled = wanted === 0 ? 0 : Math.min(1, spare / wanted);
  const shares = shown.reduce((sum, column) => sum + (rooms[column].grows ?? 0), 0);
  const perShare = Math.max(0, spare - wanted) / Math.max(1, shares);
  return new Map(shown.map((column) => {
    const { least, whole, grows = 0 } = rooms[column];
    return [column, Math.floor(least + filled * (whole - least) + grows * perShare)];
  }));
}
