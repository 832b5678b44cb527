import { nextTick } from 'vue';

/** Puts the focus on a field after the screen has changed, with its text selected so that typing replaces it. */
export async function focusField(id: string): Promise<void> {
  await nextTick();
  const field = document.getElementById(id);
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}

/** The start of a screen: keyboard and screen reader go on from its heading. */
export async function focusHeading(): Promise<void> {
  await nextTick();
  document.querySelector('h1')?.focus();
}
