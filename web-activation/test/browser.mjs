import JsdomEnvironment from 'jest-environment-jsdom';

// jsdom has no fetch; the classes around it must be of one make, so all of Node's come in together.
export default class Browser extends JsdomEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { AbortController, AbortSignal, Headers, Request, Response });
  }
}
