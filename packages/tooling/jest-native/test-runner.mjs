import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { useGlobals } from './globals.mjs';

const require = createRequire(import.meta.url);
const circus = require('jest-circus/runner').default;
const globals = new URL('globals.mjs', import.meta.url).href;

registerHooks({ resolve: (specifier, context, next) => (specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context)) });

let files = 0;

/**
 * Runs one test file as Node.js runs any program: modules are loaded by Node.js itself, once for all test files of a worker, where
 * Jest would load, compile and warm up the whole product anew for each. Test files and what sets them up are evaluated for each file.
 */
export default async function runTestFile(globalConfig, config, environment, runtime, testPath, tell) {
  files += 1;
  // Jest asks for a hundred lines of every stack and looks for source maps in each; our lines are where they were written.
  Error.stackTraceLimit = 25;
  Error.prepareStackTrace = undefined;
  const own = {
    requireInternalModule(path) {
      delete require.cache[path];
      return require(path);
    },
    setGlobalsForRuntime(given) {
      runtime.setGlobalsForRuntime(given);
      useGlobals(runtime.requireModuleOrMock(testPath, '@jest/globals'));
    },
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path) => import(`${pathToFileURL(path)}?file=${files}`),
  };
  const nativeRuntime = new Proxy(runtime, {
    get(target, key) {
      if (Object.hasOwn(own, key)) return own[key];
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return circus(globalConfig, config, environment, nativeRuntime, testPath, tell);
}
