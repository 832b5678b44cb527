import { h, shallowRef, type Component, type FunctionalComponent } from 'vue';

export type MenuParts = typeof import('./menu-parts.ts');

const parts = shallowRef<MenuParts>();
let loading: Promise<MenuParts | undefined> | undefined;

/** Fetches what draws menus, once; undefined when it could not be fetched, and then the next call tries again. */
export function loadMenus(): Promise<MenuParts | undefined> {
  loading ??= import('./menu-parts.ts').then(
    (module) => (parts.value = module),
    () => (loading = undefined),
  );
  return loading;
}

/**
 * Stands in for a part of a menu and has its very props, events and slots, which it hands on untouched: that is what makes the
 * cast safe. It is only drawn inside an open menu, and by then all parts are loaded.
 */
function standIn<Name extends keyof MenuParts>(name: Name): MenuParts[Name] {
  const component: FunctionalComponent = (_props, { attrs, slots }) => (parts.value ? h(parts.value[name] as Component, attrs, slots) : null);
  component.inheritAttrs = false;
  return component as unknown as MenuParts[Name];
}

export const UiMenuChoice = standIn('UiMenuChoice');
export const UiMenuGroup = standIn('UiMenuGroup');
export const UiMenuItem = standIn('UiMenuItem');
