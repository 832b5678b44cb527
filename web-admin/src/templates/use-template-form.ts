import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { ProblemError } from '@vestibule/api-client';
import type { Template } from '../api.ts';
import { errorsOf } from './form-errors.ts';
import { useReadTemplate, useUpdateTemplate } from './queries.ts';
import { changesOf, formOf, formWith, type TemplateForm } from './template-form.ts';

/**
 * The settings of one template being edited. As long as nothing is changed here the fields follow the server; from the first
 * change on they stand on the version that was read, so that somebody else's change becomes a question instead of being lost.
 */
export function useTemplateForm(template: Ref<Template>) {
  const base = shallowRef(template.value);
  const form = ref<TemplateForm>(formOf(template.value));
  const submitted = ref(false);
  const update = useUpdateTemplate(() => template.value.id);
  const read = useReadTemplate();

  const changes = computed(() => changesOf(base.value, form.value));
  const changed = computed(() => Object.keys(changes.value).length > 0);
  const errors = computed(() => (submitted.value ? errorsOf(form.value, false, base.value.look) : {}));
  const conflict = computed(() => update.error.value instanceof ProblemError && update.error.value.code === 'template.changed_meanwhile');

  function stand(on: Template): void {
    base.value = on;
    form.value = formOf(on);
    submitted.value = false;
  }
  watch(template, (newest) => !changed.value && stand(newest));

  function discard(): void {
    update.reset();
    stand(template.value);
  }

  /** @returns the names of the fields that are wrong, 'kept', or 'refused' by the server. */
  async function save(): Promise<'wrong' | 'kept' | 'refused'> {
    submitted.value = true;
    if (Object.keys(errors.value).length > 0) return 'wrong';
    const kept = await update.mutateAsync({ ...changes.value, version: base.value.version }).catch(() => undefined);
    if (!kept) return 'refused';
    stand(kept);
    return 'kept';
  }

  /** Takes what is stored now and drops what was typed here. */
  async function takeNewest(): Promise<void> {
    const newest = await read(template.value.id);
    update.reset();
    stand(newest);
  }

  /** Puts what was changed here onto what is stored now, and saves it. */
  async function keepMine(): Promise<'wrong' | 'kept' | 'refused'> {
    const mine = changes.value;
    const newest = await read(template.value.id);
    base.value = newest;
    form.value = formWith(newest, mine);
    return save();
  }

  return { form, changed, errors, conflict, error: update.error, isSaving: update.isLoading, discard, save, takeNewest, keepMine };
}
