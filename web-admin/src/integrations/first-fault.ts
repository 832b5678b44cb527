import { nextTick } from 'vue';

/** Takes whoever sent an unfinished form to what is missing first: on a phone it stands far above the button. */
export async function focusFirstFault(form: EventTarget | null): Promise<void> {
  await nextTick();
  if (form instanceof HTMLElement) form.querySelector<HTMLElement>('[aria-invalid="true"], fieldset[aria-describedby] input')?.focus();
}
