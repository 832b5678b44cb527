import type { Component } from 'vue';
import { Ban, CircleAlert, CircleCheck, CirclePause, LoaderCircle } from '@lucide/vue';
import type { ChipTone } from '@vestibule/ui';
import { useI18n } from 'vue-i18n';
import type { BulkOperation } from '../api.ts';

type Word = 'draft' | 'collecting' | 'running' | 'paused' | 'cancelled' | 'finished' | 'partly';
const looks: Record<Word, { icon: Component; tone: ChipTone; spin?: boolean }> = {
  draft: { icon: CirclePause, tone: 'neutral' },
  collecting: { icon: LoaderCircle, tone: 'accent', spin: true },
  running: { icon: LoaderCircle, tone: 'accent', spin: true },
  paused: { icon: CirclePause, tone: 'warning' },
  cancelled: { icon: Ban, tone: 'neutral' },
  finished: { icon: CircleCheck, tone: 'success' },
  partly: { icon: CircleAlert, tone: 'warning' },
};

function wordFor({ state, collected, failed }: BulkOperation): Word {
  if (state === 'running' && !collected) return 'collecting';
  return state === 'finished' && failed > 0 ? 'partly' : state;
}

/** Names, states and progress of bulk operations in words. */
export function useOperationWords() {
  const { t, n } = useI18n();
  return {
    name: (operation: BulkOperation): string => {
      if (operation.source === 'import') return t('operations.name.import', { file: operation.fileName ?? t('operations.name.file') });
      return t(`operations.name.${operation.action}`, { package: operation.package ? t(`package.${operation.package}`) : '' });
    },
    state: (operation: BulkOperation) => ({ ...looks[wordFor(operation)], word: t(`operations.word.${wordFor(operation)}`) }),
    progress: ({ done, total, collected }: BulkOperation): string => (collected ? t('operations.done', { done: n(done), total: n(total) }) : t('operations.doneSoFar', { total: n(total) })),
  };
}
