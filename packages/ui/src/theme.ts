import { ref, watch } from 'vue';

export type Theme = 'system' | 'light' | 'dark';

const key = 'theme';

function stored(): Theme {
  const value = localStorage.getItem(key);
  return value === 'light' || value === 'dark' ? value : 'system';
}

/** The look the person chose; kept in this browser and set on the document as `data-theme`. */
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
