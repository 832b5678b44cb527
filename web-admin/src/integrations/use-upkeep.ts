import { computed, ref, shallowRef } from 'vue';
import { showToast } from '@vestibule/ui';
import { useI18n } from 'vue-i18n';
import { useAccess } from '../access.ts';
import type { TimedCheck, UsedBy } from '../api.ts';
import type { useDeleteCluster } from './queries.ts';
import { useTests } from './use-tests.ts';

type Removable = { id: string; name: string; usedBy: UsedBy[] };
type Check = { mutateAsync: (id: string) => Promise<TimedCheck> };
type Remove = Pick<ReturnType<typeof useDeleteCluster>, 'mutateAsync' | 'reset' | 'error' | 'isLoading'>;

/** What one does with the clusters or connectors of a list: test them, edit one in a dialog, and delete one after a question. */
export function useUpkeep<Item extends Removable>(check: Check, remove: Remove) {
  const { t } = useI18n();
  const { can } = useAccess();
  /** `item` is null for a new one; each opening is a dialog of its own, with nothing left over from the one before. */
  const editing = shallowRef<{ item: Item | null; opening: number } | null>(null);
  const removing = shallowRef<Removable | null>(null);
  const openings = ref(0);

  function askToDelete(item: Removable): void {
    remove.reset();
    removing.value = item;
  }

  async function confirmDelete(): Promise<void> {
    const { id = '', name = '' } = removing.value ?? {};
    if (!(await remove.mutateAsync(id).then(() => true, () => false))) return;
    removing.value = null;
    showToast(t('integrations.deleted', { name }));
  }

  return {
    editable: computed(() => can('integrations:write')),
    tests: useTests((id) => check.mutateAsync(id)),
    editing,
    edit: (item: Item | null): void => void (editing.value = { item, opening: (openings.value += 1) }),
    removing,
    askToDelete,
    confirmDelete,
    deleting: remove.isLoading,
    deleteError: remove.error,
  };
}
