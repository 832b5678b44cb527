import { onScopeDispose, ref, type Ref } from 'vue';

/** Below this width, in px, rows are cards and there is no head above them. */
const leastForTable = 768;

/** Whether rows are shown as cards now, followed as the window changes. */
export function useCards(): Readonly<Ref<boolean>> {
  const cards = ref(innerWidth < leastForTable);
  const measure = (): void => void (cards.value = innerWidth < leastForTable);
  addEventListener('resize', measure);
  onScopeDispose(() => removeEventListener('resize', measure));
  return cards;
}
