import { ref, shallowRef } from 'vue';

/** Whether the list of keys is shown; opened by "?" and from the account menu. */
export const keyboardHelp = ref(false);
/** Where the focus goes when it closes; null for where it was before. */
export const keyboardHelpOpener = shallowRef<HTMLElement | null>(null);

export function showKeyboardHelp(opener: HTMLElement | null = null): void {
  keyboardHelpOpener.value = opener;
  keyboardHelp.value = true;
}
