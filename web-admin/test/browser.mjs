import JsdomEnvironment from 'jest-environment-jsdom';

// What jsdom lacks and the console's parts rely on: fetch with its classes, and the observers floating menus use.
export default class Browser extends JsdomEnvironment {
  async setup() {
    await super.setup();
    class Observer {
      observe() {}
      unobserve() {}
      disconnect() {}
    }
    Object.assign(this.global, { AbortController, AbortSignal, Headers, Request, Response, ResizeObserver: Observer });
    this.global.scrollTo = () => undefined;
    this.global.Element.prototype.scrollIntoView = () => undefined;
    this.global.Element.prototype.hasPointerCapture = () => false;
  }
}
