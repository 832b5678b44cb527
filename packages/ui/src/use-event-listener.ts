import { onMounted, onScopeDispose } from 'vue';

/** Listens on the document for as long as the component lives. */
export function useEventListener<Name extends keyof DocumentEventMap>(target: Document, name: Name, listener: (event: DocumentEventMap[Name]) => void): void {
  onMounted(() => target.addEventListener(name, listener));
  onScopeDispose(() => target.removeEventListener(name, listener));
}
