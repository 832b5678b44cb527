import { ref, watch } from 'vue';

export const themes = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];

const key = 'theme';

function stored(): Theme {
  const value = localStorage.getItem(key);
  return themes.find((known) => known === value) ?? 'system';
}

/**
 * The look of the page, set on the document as `data-theme`. This browser keeps what was last shown, so that a reload shows the same from
 * the first moment; whose choice it is, the page knows.
 */
export const theme = ref<Theme>(stored());

watch(theme, (choice) => {
  if (choice === 'system') {
    localStorage.removeItem(key);
    delete document.documentElement.dataset.theme;
    return;
  }
  localStorage.setItem(key, choice);
  document.documentElement.dataset.theme = choice;
}, { immediate: true });
