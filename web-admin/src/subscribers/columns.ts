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
  /** share of what is left over; without one the column stays as narrow as it may be */
  grows?: number;
};

const rooms: Record<Column, Room> = {
  userId: { least: 244, grows: 4 },
  name: { least: 104, grows: 3 },
  customer: { least: 104, grows: 3 },
  email: { least: 164, grows: 4 },
  package: { least: 92 },
  status: { least: 260, grows: 2 },
  since: { least: 98 },
  template: { least: 124, grows: 2 },
  phone: { least: 124 },
  extension: { least: 88 },
  created: { least: 108 },
  reference: { least: 108 },
};

/** Who gives way first when room is short: the last. Before them stand the columns somebody added on purpose. */
const keptByDefault: readonly Column[] = ['name', 'since', 'email', 'package', 'customer'];

/** What of the chosen columns fits into `width` px without cutting ids and reasons, in the order it stands. */
export function fittingColumns(chosen: readonly Column[], width: number): Column[] {
  const added = chosen.filter((column) => !defaultColumns.includes(column));
  const byWorth = [...fixedColumns, ...added, ...keptByDefault].filter((column) => chosen.includes(column));
  let left = width;
  const fitting = byWorth.filter((column) => {
    left -= rooms[column].least;
    return fixedColumns.includes(column) || left >= 0;
  });
  return chosen.filter((column) => fitting.includes(column));
}

/** How wide each column stands, in px; what is left over goes to those that use it. */
export function columnWidths(shown: readonly Column[], width: number): Map<Column, number> {
  if (!Number.isFinite(width)) return new Map();
  const spare = Math.max(0, width - shown.reduce((sum, column) => sum + rooms[column].least, 0));
  const shares = shown.reduce((sum, column) => sum + (rooms[column].grows ?? 0), 0);
  return new Map(shown.map((column) => [column, Math.floor(rooms[column].least + (spare * (rooms[column].grows ?? 0)) / Math.max(1, shares))]));
}
