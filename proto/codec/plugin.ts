import type { DescFile } from '@bufbuild/protobuf';
import { createEcmaScriptPlugin, runNodeJs } from '@bufbuild/protoplugin';
import { marketDataCodec, orderCodec } from './api-codec.ts';
import { journalCodec } from './journal-codec.ts';

/** A plugin of buf: it writes `…_codec.ts` beside the code of protobuf-es, which it must agree with byte for byte. */
const CODECS: Readonly<Record<string, (file: DescFile) => string[]>> = {
  'redleaf/journal/v1/journal': journalCodec,
  'redleaf/v1/market_data_service': marketDataCodec,
  'redleaf/v1/order_service': orderCodec,
};

runNodeJs(
  createEcmaScriptPlugin({
    name: 'redleaf-codec',
    version: 'v1',
    generateTs: (schema) => {
      for (const file of schema.files) {
        const codec = CODECS[file.name];
        if (codec === undefined) continue;
        const out = schema.generateFile(`${file.name}_codec.ts`);
        out.print(`// Generated from ${file.name}.proto by proto/codec. Do not edit.`);
        for (const line of codec(file)) out.print(line);
      }
    },
  }),
);
