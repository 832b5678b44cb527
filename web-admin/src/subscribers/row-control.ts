/** The control of a user's row that opened something: its menu button or its id. Focus goes back there afterwards. */
export function rowControl(kind: 'menu' | 'open', id: string): HTMLElement | null {
  const controls = document.querySelectorAll<HTMLElement>(`[data-${kind}]`);
  return [...controls].find((control) => control.dataset[kind] === id) ?? null;
}
