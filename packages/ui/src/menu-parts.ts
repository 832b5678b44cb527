export { default as UiMenuBody } from './UiMenuBody.vue';
export { default as UiMenuChoice } from './UiMenuChoice.vue';
export { default as UiMenuGroup } from './UiMenuGroup.vue';
export { default as UiMenuItem } from './UiMenuItem.vue';
