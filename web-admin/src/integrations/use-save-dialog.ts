import { computed, ref, type Ref } from 'vue';
import { showToast } from '@vestibule/ui';
import { useI18n } from 'vue-i18n';
import { focusFirstFault } from '../first-fault.ts';
import { isServiceAddress, refusedFields } from './field-errors.ts';

/** `address` is null where there is none to give. */
type Fields = { name: string; address: string | null };
type Saving<Body, Saved> = { mutateAsync: (body: Body) => Promise<Saved>; error: Readonly<Ref<Error | null>> };

type Options<Saved> = {
  open: Ref<boolean>;
  fields: () => Fields;
  /** how the API names the address */
  addressField: string;
  /** what the server found wrong at the address, where there is more to say than that it refuses it */
  addressProblem?: () => string;
  onSaved: (saved: Saved) => void;
};

/**
 * The way in which the dialogs of clusters and connectors save: what is wrong in the fields is said from the first attempt on,
 * what the server refuses stands at its field, and the dialog closes when everything is kept.
 */
export function useSaveDialog<Body, Saved extends { name: string }>(saving: Saving<Body, Saved>, { open, fields, addressField, addressProblem = () => '', onSaved }: Options<Saved>) {
  const { t } = useI18n();
  const submitted = ref(false);
  const refuses = (field: string): boolean => refusedFields(saving.error.value).includes(field);
  const nameError = computed(() => (submitted.value && !fields().name.trim() ? t('integrations.nameMissing') : ''));
  const addressWrong = (): boolean => {
    const { address } = fields();
    return address !== null && !isServiceAddress(address);
  };
  const addressError = computed(() => {
    if (submitted.value && addressWrong()) return t('integrations.addressInvalid');
    return addressProblem() || (refuses(addressField) ? t('integrations.addressRefused') : '');
  });

  /** @param body what to send, or null while a field of the dialog's own is wrong */
  async function submit(body: () => Body | null, { currentTarget: form }: Event): Promise<void> {
    submitted.value = true;
    const given = body();
    if (!given || nameError.value || addressWrong()) return focusFirstFault(form);
    const saved = await saving.mutateAsync(given).catch(() => null);
    if (!saved) return focusFirstFault(form);
    open.value = false;
    showToast(t('integrations.saved', { name: saved.name }));
    onSaved(saved);
  }

  return { submitted, refuses, nameError, addressError, submit };
}
