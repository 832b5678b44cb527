import { onMounted, onScopeDispose, ref, type Ref } from 'vue';

/** How wide an element stands, in px, followed as it changes; without a layout (tests, the first moment) as wide as can be. */
export function useWidth(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const width = ref(Number.POSITIVE_INFINITY);
  const observer = new ResizeObserver(measure);
  onMounted(() => {
    if (!element.value) return;
    measure();
    observer.observe(element.value);
  });
  onScopeDispose(() => observer.disconnect());

  function measure(): void {
    width.value = element.value?.clientWidth || Number.POSITIVE_INFINITY;
  }
  return width;
}
