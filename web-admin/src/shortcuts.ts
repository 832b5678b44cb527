import { useEventListener } from '@vestibule/ui';

const typing = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])';
const ownKeys = '[role=dialog], [role=menu], [role=listbox]';

/** True where letters belong to what somebody writes, or to a dialog or menu that has keys of its own. */
function isTaken(event: KeyboardEvent): boolean {
  const at = event.target;
  return event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (at instanceof Element && at.closest(`${typing}, ${ownKeys}`) !== null);
}

/** Single keys for as long as the component lives; each says whether it did something, and only then the page keeps the key. */
export function useShortcuts(shortcuts: Record<string, () => boolean | void>): void {
  useEventListener(document, 'keydown', (event) => {
    const act = Object.hasOwn(shortcuts, event.key) ? shortcuts[event.key] : undefined;
    if (act && !isTaken(event) && act() !== false) event.preventDefault();
  });
}
