import { create, toBinary } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';

/** The generated code of the rules that `proto` has for its fields. */
export const RULES = 'gen/buf/validate/validate_pb';

const empty = create(FileDescriptorProtoSchema, { name: 'buf/validate/validate.proto' });
const bytes = base64Encode(toBinary(FileDescriptorProtoSchema, empty));

/**
 * JavaScript that stands in for RULES. Neither the SDK nor the trading page checks the rules, and a browser would load 12 kB
 * of descriptors in vain.
 */
export const WITHOUT_RULES = `import { fileDesc } from '@bufbuild/protobuf/codegenv2';
export const file_buf_validate_validate = /*@__PURE__*/ fileDesc('${bytes}');
`;
