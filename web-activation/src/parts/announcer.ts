import { nextTick, ref, readonly } from 'vue';

const text = ref('');

/** What the page's live region says; screen readers read it out when they are free. */
export const announcement = readonly(text);

/** Says it even when it was the last thing said, hence the empty moment in between. */
export async function announce(message: string): Promise<void> {
  text.value = '';
  await nextTick();
  text.value = message;
}
