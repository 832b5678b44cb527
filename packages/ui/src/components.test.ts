import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { mount } from '@vue/test-utils';
import { defineComponent, h, nextTick, ref } from 'vue';
import UiButton from './UiButton.vue';
import UiDialog from './UiDialog.vue';
import UiDisclosure from './UiDisclosure.vue';
import UiErrorSummary from './UiErrorSummary.vue';
import UiProgress from './UiProgress.vue';
import UiSearchField from './UiSearchField.vue';
import UiSortHeader from './UiSortHeader.vue';
import UiStepper from './UiStepper.vue';
import UiTabs from './UiTabs.vue';
import UiTextArea from './UiTextArea.vue';
import UiTextField from './UiTextField.vue';
import UiTick from './UiTick.vue';
import UiTime from './UiTime.vue';
import UiToaster from './UiToaster.vue';
import { dismissToast, showToast, toasts } from './toast.ts';

afterEach(() => {
  document.body.innerHTML = '';
  jest.useRealTimers();
});

describe('UiButton', () => {
  it('does nothing at a second press while its action runs', async () => {
    const press = jest.fn();
    const button = mount(UiButton, { props: { busy: true, onClick: press }, slots: { default: 'Send' } });
    await button.trigger('click');
    expect(press).not.toHaveBeenCalled();
    expect(button.attributes('aria-busy')).toBe('true');
  });

  it('never submits a form unless it says so', () => {
    expect(mount(UiButton).attributes('type')).toBe('button');
  });
});

describe('UiTextField', () => {
  it('ties label, help and error to the input', () => {
    const field = mount(UiTextField, { props: { id: 'email', label: 'E-mail', help: 'Yours', error: 'Missing', modelValue: '' } });
    const input = field.get('input');
    expect(field.get('label').attributes('for')).toBe('email');
    expect(input.attributes('aria-invalid')).toBe('true');
    const described = (input.attributes('aria-describedby') ?? '').split(' ').map((id) => field.get(`#${id}`).text());
    expect(described).toEqual(['Yours', 'Missing']);
  });

  it('gives attributes to the input and layout classes to the frame', () => {
    const field = mount(UiTextField, { props: { label: 'E-mail', modelValue: '' }, attrs: { class: 'grow', maxlength: '5' } });
    expect(field.classes()).toContain('grow');
    expect(field.get('input').attributes('maxlength')).toBe('5');
    expect(field.get('input').classes()).not.toContain('grow');
  });
});

describe('UiSearchField', () => {
  it('follows 250 ms after the last key, at once on Enter', async () => {
    jest.useFakeTimers();
    const field = mount(UiSearchField, {
      props: { label: 'Search', placeholder: '', modelValue: '', 'onUpdate:modelValue': (modelValue: string) => void field.setProps({ modelValue }) },
    });
    await field.get('input').setValue('an');
    jest.advanceTimersByTime(200);
    await field.get('input').setValue('ana ');
    jest.advanceTimersByTime(249);
    expect(field.emitted('update:modelValue')).toBeUndefined();
    jest.advanceTimersByTime(1);
    expect(field.emitted('update:modelValue')).toEqual([['ana']]);
    await field.get('input').setValue('anab');
    await field.get('input').trigger('keydown', { key: 'Enter' });
    expect(field.emitted('update:modelValue')).toEqual([['ana'], ['anab']]);
  });

  it('keeps what was typed on while the model was still catching up', async () => {
    const field = mount(UiSearchField, { props: { label: 'Search', placeholder: '', modelValue: '' } });
    await field.get('input').setValue('ana');
    await field.get('input').trigger('keydown', { key: 'Enter' });
    await field.get('input').setValue('anab');
    await field.setProps({ modelValue: 'ana' });
    expect(field.get('input').element.value).toBe('anab');
  });

  it('shows a term that comes from elsewhere, such as the way back in history', async () => {
    const field = mount(UiSearchField, { props: { label: 'Search', placeholder: '', modelValue: 'ana' } });
    await field.setProps({ modelValue: '' });
    expect(field.get('input').element.value).toBe('');
  });
});

describe('UiTime', () => {
  const near = (minutes: number, ahead = false) => mount(UiTime, { props: { at: new Date(Date.now() + minutes * 60_500).toISOString(), language: 'en', ahead } }).text();

  it('says how long ago, and how long until what is ahead; a clock that is wrong turns neither round', () => {
    expect([near(-5), near(5)]).toEqual(['5 min. ago', 'now']);
    expect([near(5, true), near(-5, true)]).toEqual(['in 5 min.', 'now']);
  });

  const tip = () => document.querySelector<HTMLElement>('[role=tooltip]');

  it('tells the exact moment on hover until the pointer leaves or Escape is pressed', async () => {
    jest.useFakeTimers();
    const time = mount(UiTime, { props: { at: '2026-01-02T03:04:05.000Z', language: 'en' }, attachTo: document.body });
    await time.trigger('mouseenter');
    jest.advanceTimersByTime(250);
    expect(tip()?.hidden).toBe(false);
    expect(tip()?.textContent).toMatch(/Jan \d, 2026, .*:04:05/);
    expect(time.attributes('aria-describedby')).toBe(tip()?.id);
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(tip()?.hidden).toBe(true);
    await time.trigger('mouseenter');
    jest.advanceTimersByTime(250);
    await time.trigger('mouseleave');
    jest.advanceTimersByTime(120);
    expect(tip()?.hidden).toBe(true);
  });
});

describe('UiSortHeader', () => {
  const header = (sort: string, descendingFirst = false) => mount(UiSortHeader, { props: { field: 'name', sort, descendingFirst }, slots: { default: 'Name' } });

  it.each([['name', 'ascending', '-name'], ['-name', 'descending', 'name'], ['email', 'none', 'name']])('sorted by %s says %s and goes on to %s', async (sort, direction, next) => {
    const cell = header(sort);
    expect(cell.attributes('aria-sort')).toBe(direction);
    await cell.get('button').trigger('click');
    expect(cell.emitted('sort')).toEqual([[next]]);
  });

  it('starts with the newest where that is what people look for', async () => {
    const cell = header('email', true);
    await cell.get('button').trigger('click');
    expect(cell.emitted('sort')).toEqual([['-name']]);
  });
});

describe('UiDisclosure', () => {
  it('draws its content only when opened, and says whether it is', async () => {
    const part = mount(UiDisclosure, { props: { label: 'Technical details' }, slots: { default: '<code>E42</code>' } });
    const button = part.get('button');
    expect([button.attributes('aria-expanded'), part.find('code').exists()]).toEqual(['false', false]);
    await button.trigger('click');
    expect([button.attributes('aria-expanded'), part.get(`#${button.attributes('aria-controls')}`).text()]).toEqual(['true', 'E42']);
  });
});

describe('UiProgress', () => {
  it('says how far it is in numbers and words, and claims no number while the end is unknown', async () => {
    const part = mount(UiProgress, { props: { label: 'Deleting users', value: 30, max: 120, words: '30 of 120' } });
    const bar = part.get('[role=progressbar]');
    expect([bar.attributes('aria-valuenow'), bar.attributes('aria-valuemax'), bar.attributes('aria-valuetext')]).toEqual(['30', '120', '30 of 120']);
    expect(bar.get('div').attributes('style')).toContain('25%');
    await part.setProps({ max: null, words: '30 so far' });
    expect([bar.attributes('aria-valuenow'), bar.attributes('aria-valuemax')]).toEqual([undefined, undefined]);
  });
});

describe('UiTabs', () => {
  it('moves with the arrows, round both ends, and takes the focus along', async () => {
    const tabs = [{ id: 'one', label: 'One' }, { id: 'two', label: 'Two' }, { id: 'three', label: 'Three' }];
    const part = mount(UiTabs, { props: { tabs, label: 'Views', modelValue: 'one', 'onUpdate:modelValue': (modelValue: string) => part.setProps({ modelValue }) }, attachTo: document.body });
    const current = (): string[] => [part.get('[aria-selected=true]').text(), document.activeElement?.textContent ?? '', part.get('[role=tabpanel]').attributes('aria-labelledby') ?? ''];
    part.get<HTMLElement>('[role=tab]').element.focus();
    await part.get('[aria-selected=true]').trigger('keydown', { key: 'ArrowLeft' });
    await nextTick();
    expect(current()).toEqual(['Three', 'Three', part.get('[aria-selected=true]').attributes('id')]);
    await part.get('[aria-selected=true]').trigger('keydown', { key: 'ArrowRight' });
    await nextTick();
    expect(current().slice(0, 2)).toEqual(['One', 'One']);
    expect(part.findAll('[tabindex="0"]')).toHaveLength(1);
  });

  it('moves the way the arrow points where one reads from the right', async () => {
    document.documentElement.dir = 'rtl';
    const tabs = [{ id: 'one', label: 'One' }, { id: 'two', label: 'Two' }, { id: 'three', label: 'Three' }];
    const part = mount(UiTabs, { props: { tabs, label: 'Views', modelValue: 'one' }, attachTo: document.body });
    await part.get('[aria-selected=true]').trigger('keydown', { key: 'ArrowLeft' });
    document.documentElement.removeAttribute('dir');
    expect(part.emitted('update:modelValue')).toEqual([['two']]);
  });
});

describe('UiDialog', () => {
  const page = defineComponent({
    props: { holds: Boolean },
    setup({ holds }) {
      const [open, gone] = [ref(false), ref(false)];
      return () => h('main', [
        h('h1', { tabindex: -1 }, 'Things'),
        gone.value ? null : h('button', { id: 'opener', onClick: () => (open.value = true) }, 'Open'),
        h('p', { 'data-messages': '' }, 'Saved.'),
        h(UiDialog, { open: open.value, 'onUpdate:open': (value: boolean) => (open.value = value), title: 'Sure?', description: 'It ends.', closeLabel: 'Close', holds }, { actions: () => [h('button', 'Cancel'), h('button', { onClick: () => (gone.value = true) }, 'Delete')] }),
      ]);
    },
  });
  const opened = async (holds = false): Promise<void> => {
    document.body.replaceChildren();
    mount(page, { attachTo: document.body, props: { holds } });
    document.querySelector<HTMLElement>('#opener')?.focus();
    document.querySelector<HTMLElement>('#opener')?.click();
    await settle();
  };
  const press = async (beside: string): Promise<boolean> => {
    document.querySelector(beside)?.dispatchEvent(new MouseEvent('pointerdown', { bubbles: true, button: 0 }));
    await settle();
    return document.querySelector('[role=dialog]') !== null;
  };
  const settle = async (): Promise<void> => {
    await nextTick();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };

  it('takes the focus, has a name and a description, and gives the focus back on Escape', async () => {
    mount(page, { attachTo: document.body });
    const opener = document.querySelector<HTMLElement>('#opener');
    opener?.focus();
    opener?.click();
    await settle();
    const dialog = document.querySelector('[role=dialog]');
    expect(dialog?.contains(document.activeElement)).toBe(true);
    expect(document.activeElement?.textContent).toBe('Cancel');
    const named = (attribute: string) => document.getElementById(dialog?.getAttribute(attribute) ?? '')?.textContent;
    expect([named('aria-labelledby'), named('aria-describedby')]).toEqual(['Sure?', 'It ends.']);
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await settle();
    expect(document.querySelector('[role=dialog]')).toBeNull();
    expect(document.activeElement).toBe(opener);
  });

  it('gives the focus to the title of the page when what opened it went with what it did', async () => {
    await opened();
    [...document.querySelectorAll('button')].find((button) => button.textContent === 'Delete')?.click();
    await settle();
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await settle();
    expect(document.activeElement?.textContent).toBe('Things');

    // Often that goes only when the answer has come.
    await opened();
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await settle();
    expect(document.activeElement?.id).toBe('opener');
    document.querySelector('#opener')?.remove();
    await settle();
    expect(document.activeElement?.textContent).toBe('Things');
  });

  it('closes at a press beside it, but not at one on a message, and not while it shows what is shown once', async () => {
    await opened();
    expect([await press('[data-messages]'), await press('h1')]).toEqual([true, false]);
    await opened(true);
    expect(await press('h1')).toBe(true);
  });
});

describe('UiStepper', () => {
  it('says which step one is at, and leads back but not ahead', async () => {
    const steps = mount(UiStepper, { props: { modelValue: 1, steps: ['One', 'Two', 'Three'], label: 'Steps', doneLabel: 'done', canGoBack: true } });
    expect(steps.get('[aria-current=step]').text()).toContain('Two');
    expect(steps.findAll('button').map((button) => button.text())).toEqual(['One (done)']);
    await steps.get('button').trigger('click');
    expect(steps.emitted('update:modelValue')).toEqual([[0]]);
  });
});

describe('UiErrorSummary', () => {
  it('leads from each line to its field', async () => {
    const page = mount(defineComponent(() => () => [h(UiErrorSummary, { title: '1 field', errors: [{ field: 'there', text: 'Wrong' }] }), h('input', { id: 'there' })]), { attachTo: document.body });
    Element.prototype.scrollIntoView = jest.fn<() => void>();
    await page.get('button').trigger('click');
    expect(document.activeElement?.id).toBe('there');
    expect(page.get('[role=alert]').text()).toContain('1 field');
  });
});

describe('UiTextArea', () => {
  it('ties label and error to the field', () => {
    const area = mount(UiTextArea, { props: { id: 'text', label: 'Text', error: 'Too long', modelValue: 'x' } });
    expect(area.get('label').attributes('for')).toBe('text');
    expect(area.get(`#${area.get('textarea').attributes('aria-describedby')}`).text()).toBe('Too long');
  });
});

describe('a tick in a table', () => {
  it('is named, says neither on nor off for some, and tells whether shift was held', async () => {
    const view = mount(UiTick, { props: { checked: false, some: true, label: 'Choose Ana' } });
    const box = view.find('input');
    expect([box.attributes('aria-label'), box.element.indeterminate]).toEqual(['Choose Ana', true]);
    await box.trigger('click', { shiftKey: true });
    await box.trigger('change');
    expect(view.emitted('toggle')?.at(-1)).toEqual([true]);
  });
});

describe('UiToaster', () => {
  it('says below bad news what to do next, and leaves no room for it where there is nothing', async () => {
    const toaster = mount(UiToaster, { props: { label: 'Messages', dismissLabel: 'Dismiss' } });
    showToast('Refused', 'danger', { next: 'Ask an owner.' });
    showToast('Not sent', 'danger', { next: '' });
    await nextTick();
    expect(toaster.findAll('[role=alert]').map((toast) => toast.findAll('p').map((line) => line.text()))).toEqual([['Refused', 'Ask an owner.'], ['Not sent']]);
    for (const { id } of [...toasts]) dismissToast(id);
  });
});
