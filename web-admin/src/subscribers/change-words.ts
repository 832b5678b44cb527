import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue';

/** What the server said: which users changed, or null when words may have been missed. */
export type Heard = (changed: readonly string[] | null) => void;

const againAfterMs = 30_000;
/** A break as short as this is nobody's concern. */
const lostAfterMs = 4_000;

/**
 * Listens to the server for as long as the page is looked at: a tab in the background holds no connection, since a browser
 * has few of them. After every break it says that words may have been missed. `live` is false while the server cannot be heard, `lost`
 * true when that has been so for a while although it should be.
 */
export function useChangeWords(templateId: () => string, heard: Heard): { live: Readonly<Ref<boolean>>; lost: Readonly<Ref<boolean>> } {
  const live = ref(false);
  const lost = ref(false);
  let fading: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | undefined;
  let hadWords = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    close();
    if (typeof EventSource === 'undefined' || document.hidden) return;
    const query = templateId() && `?templateId=${encodeURIComponent(templateId())}`;
    const opened = new EventSource(`/v1/subscribers/changes${query}`);
    source = opened;
    opened.addEventListener('ready', () => {
      live.value = true;
      found();
      // What was shown was asked for just now, unless there was a break.
      if (hadWords) heard(null);
      hadWords = true;
    });
    opened.addEventListener('changed', ({ data }) => heard(idsIn(data)));
    opened.addEventListener('missed', () => heard(null));
    opened.addEventListener('ended', close);
    opened.addEventListener('error', () => {
      live.value = false;
      fading ??= setTimeout(() => (lost.value = true), lostAfterMs);
      // The browser tries again by itself after a broken connection, but never after a refusal.
      if (opened.readyState === EventSource.CLOSED) again = setTimeout(open, againAfterMs);
    });
  }

  function found(): void {
    clearTimeout(fading);
    fading = undefined;
    lost.value = false;
  }

  function close(): void {
    clearTimeout(again);
    source?.close();
    source = undefined;
    live.value = false;
  }

  const follow = (): void => {
    if (!document.hidden) return open();
    close();
    found();
  };
  /** The network is back: no need to wait for the next try. */
  const retry = (): void => void (live.value || open());
  document.addEventListener('visibilitychange', follow);
  addEventListener('online', retry);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', follow);
    removeEventListener('online', retry);
    close();
    found();
  });
  watch(templateId, () => {
    hadWords = false;
    open();
  }, { immediate: true });
  return { live: readonly(live), lost: readonly(lost) };
}

function idsIn(data: unknown): string[] | null {
  try {
    const { subscriberIds }: { subscriberIds?: unknown } = JSON.parse(String(data));
    return Array.isArray(subscriberIds) ? subscriberIds.map(String) : null;
  } catch {
    return null;
  }
}
