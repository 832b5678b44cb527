import { reactive, readonly } from 'vue';

export type Toast = { id: number; tone: 'success' | 'danger'; text: string; link?: ToastLink; next?: string };
/** Where to go on from a toast. */
export type ToastLink = { label: string; follow: () => void };
/** `next`: what to do about it, said calmly below; an empty text is none. */
type ToastMore = { link?: ToastLink; next?: string };

const list = reactive<Toast[]>([]);
let lastId = 0;

export const toasts = readonly(list);

/** Says shortly that something happened. Good news leaves by itself, bad news stays until dismissed. */
export function showToast(text: string, tone: Toast['tone'] = 'success', { link, next }: ToastMore = {}): void {
  const id = ++lastId;
  list.push({ id, tone, text, ...(link && { link }), ...(next && { next }) });
  if (list.length > 4) list.shift();
  if (tone === 'success') setTimeout(() => dismissToast(id), link ? 12_000 : 6_000);
}

export function dismissToast(id: number): void {
  const at = list.findIndex((toast) => toast.id === id);
  if (at >= 0) list.splice(at, 1);
}
