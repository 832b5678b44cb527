import { onScopeDispose, shallowRef, watch } from 'vue';
import { useFailureText } from '../problem-text.ts';
import { refusedFields } from './field-errors.ts';
import { previewMapping } from './queries.ts';

/** `refused`: the mapping itself is at fault; `failure`: why it could not be looked at. */
type Preview = { text: string; refused: boolean; failure: string };

const AFTER_MS = 400;

/** A made-up user as the mapping sends them: shown when asked for, and from then on whenever the mapping has changed and nobody types. */
export function useMappingPreview(mapping: () => Record<string, string>) {
  const failureText = useFailureText();
  const preview = shallowRef<Preview | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  async function look(): Promise<void> {
    clearTimeout(timer);
    const own = (asked += 1);
    const seen = await previewMapping(mapping()).then(
      ({ user }) => ({ text: JSON.stringify(user, null, 2), refused: false, failure: '' }),
      (error: unknown) => ({ text: '', refused: refusedFields(error).length > 0, failure: failureText(error) }),
    );
    // An answer that was overtaken says nothing any more.
    if (own === asked) preview.value = seen;
  }

  watch(() => JSON.stringify(mapping()), () => {
    clearTimeout(timer);
    if (preview.value) timer = setTimeout(() => void look(), AFTER_MS);
  });
  onScopeDispose(() => clearTimeout(timer));

  return { preview, look };
}
