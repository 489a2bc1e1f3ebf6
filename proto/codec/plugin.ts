import { createEcmaScriptPlugin, runNodeJs } from '@bufbuild/protoplugin';
import { codecOf } from './codec.ts';

/** A plugin of buf: it writes `journal_codec.ts` beside the code of protobuf-es, which it must agree with byte for byte. */
const FILE = 'redleaf/journal/v1/journal';

runNodeJs(
  createEcmaScriptPlugin({
    name: 'redleaf-codec',
    version: 'v1',
    generateTs: (schema) => {
      const file = schema.files.find(({ name }) => name === FILE);
      if (file === undefined) return;
      const out = schema.generateFile(`${FILE}_codec.ts`);
      for (const line of codecOf(file)) out.print(line);
    },
  }),
);
