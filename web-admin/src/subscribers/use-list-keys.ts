import { useShortcuts } from '../shortcuts.ts';
import { rowControl } from './row-control.ts';

type List = {
  ids: () => readonly string[];
  /** whose details are open beside the list; empty for nobody's */
  selectedId: () => string;
  select: (id: string) => void;
  close: () => void;
  focusSearch: () => void;
  /** chooses the row, or no longer; false where nothing can be chosen */
  toggle: (id: string) => boolean;
};

/**
 * The keys of the list. The row somebody is at is the one that holds the focus, so that what Enter and the dot do is always
 * what the eye sees; with details open, moving goes on to the neighbour's details.
 */
export function useListKeys(list: List): void {
  const currentId = (): string => {
    const row = document.activeElement?.closest('[role=row]');
    return row?.querySelector<HTMLElement>('[data-open]')?.dataset['open'] ?? list.selectedId();
  };

  function move(by: 1 | -1): boolean {
    const ids = list.ids();
    const at = ids.indexOf(currentId());
    const id = at === -1 ? ids.at(by === 1 ? 0 : -1) : ids[at + by];
    if (!id) return false;
    if (list.selectedId()) list.select(id);
    else rowControl('open', id)?.focus();
    return true;
  }

  useShortcuts({
    '/': list.focusSearch,
    j: () => move(1),
    k: () => move(-1),
    x: () => currentId() !== '' && list.toggle(currentId()),
    '.': () => {
      const menu = rowControl('menu', currentId(), list.selectedId() ? 'panel' : 'row');
      menu?.click();
      return menu !== null;
    },
    Escape: () => {
      if (!list.selectedId()) return false;
      list.close();
      return true;
    },
  });
}
