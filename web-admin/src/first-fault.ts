import { nextTick } from 'vue';

/** Takes whoever sent an unfinished form to what is missing first: on a phone it stands far above the button. What is said of the whole form is brought into view. */
export async function focusFirstFault(form: EventTarget | null): Promise<void> {
  await nextTick();
  if (!(form instanceof HTMLElement)) return;
  const fault = form.querySelector<HTMLElement>('[aria-invalid="true"], fieldset[aria-describedby] input');
  if (fault) fault.focus();
  else form.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' });
}
