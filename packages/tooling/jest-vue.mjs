import { compileScript, parse } from '@vue/compiler-sfc';
import { stripTypeScriptTypes } from 'node:module';

export default {
  process(source, filename) {
    const { descriptor } = parse(source, { filename });
    const script = compileScript(descriptor, { id: filename, inlineTemplate: true });
    return { code: stripTypeScriptTypes(script.content) };
  },
};
