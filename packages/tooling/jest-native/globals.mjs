// What `@jest/globals` gives the test file that runs right now. Modules are loaded once in a worker and used by many test files; an
// import is a live binding, so that each name leads to the present one.
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test;

/** @param {Record<string, any>} given by Jest to one test file */
export function useGlobals(given) {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = given);
}
