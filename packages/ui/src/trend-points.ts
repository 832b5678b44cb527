/** A top for the axis that is easy to read: 1, 2 or 5 times a power of ten, or the next even step below it. */
export function niceTop(most: number): number {
  if (most <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((top) => top >= most) ?? most;
}

/** Marks of a shape around a point; one shape for each line, so that lines are told apart without colour. */
export function markPath(shape: 0 | 1 | 2, x: number, y: number): string {
  if (shape === 0) return `M${x - 3.5} ${y}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z`;
  return shape === 1 ? `M${x - 3} ${y - 3}h6v6h-6Z` : `M${x} ${y - 4}l4 7h-8Z`;
}

/** Which points get a name under the axis: the last always, and others as far apart as there is room. */
export function labelled(count: number, room: number): number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(1, room)));
  return Array.from({ length: count }, (_, index) => index).filter((index) => (count - 1 - index) % every === 0);
}
