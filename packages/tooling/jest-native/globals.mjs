/** What `@jest/globals` gives the test file that runs right now; set by test-runner.mjs. @type {Record<string, any>} */
let current = {};

/** @param {Record<string, any>} given */
export const useGlobals = (given) => void (current = given);

// Modules are loaded once in a process and used by many test files, so that each name leads to the present one.
const live = (name) =>
  new Proxy(function () {}, {
    apply: (_, self, given) => Reflect.apply(current[name], self, given),
    get: (_, key) => current[name][key],
    set: (_, key, value) => Reflect.set(current[name], key, value),
    has: (_, key) => key in current[name],
  });

export const afterAll = live('afterAll');
export const afterEach = live('afterEach');
export const beforeAll = live('beforeAll');
export const beforeEach = live('beforeEach');
export const describe = live('describe');
export const expect = live('expect');
export const it = live('it');
export const jest = live('jest');
export const test = live('test');
