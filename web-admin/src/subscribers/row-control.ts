/**
 * The control of a user's row that opened something: its menu button or its id. Focus goes back there afterwards.
 * The details beside the list repeat the menu; they stand after it in the page.
 */
export function rowControl(kind: 'menu' | 'open', id: string, where: 'row' | 'panel' = 'row'): HTMLElement | null {
  const controls = [...document.querySelectorAll<HTMLElement>(`[data-${kind}]`)].filter((control) => control.dataset[kind] === id);
  return controls.at(where === 'row' ? 0 : -1) ?? null;
}
