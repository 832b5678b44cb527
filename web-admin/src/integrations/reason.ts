import { useI18n } from 'vue-i18n';

/** A failure's code in a few words; one that is not known here is shown as it is. */
export function useReason(): (code: string) => string {
  const { t, te } = useI18n();
  return (code) => (te(`reason.${code}`) ? t(`reason.${code}`) : code);
}
