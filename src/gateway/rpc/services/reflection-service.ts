import { createRegistry, type DescFile, type DescService, type Registry, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Code, type ServiceImpl } from '@connectrpc/connect';
import { file_google_rpc_error_details } from '../../../../gen/google/rpc/error_details_pb.ts';
import type {
  ServerReflection,
  ServerReflectionRequest,
} from '../../../../gen/grpc/reflection/v1/reflection_pb.ts';
import { file_redleaf_v1_error } from '../../../../gen/redleaf/v1/error_pb.ts';
import type { ReadTurns } from '../../../admission/read-turns.ts';
import { readerOf } from '../admit-call.ts';

/**
 * The standard reflection protocol, for clients without proto files. Each answer takes a turn, because callers need no token
 * and a request may be empty.
 */
export function reflectionService(
  services: readonly DescService[],
  turns: ReadTurns,
): ServiceImpl<typeof ServerReflection> {
  // The last two are not in the signature of a service, but in its errors.
  const files = withDependencies([
    ...services.map(({ file }) => file),
    file_google_rpc_error_details,
    file_redleaf_v1_error,
  ]);
  const registry = createRegistry(...files);
  const answer = ({ messageRequest }: ServerReflectionRequest) => {
    switch (messageRequest.case) {
      case 'listServices': {
        const service = services.map(({ typeName }) => ({ name: typeName }));
        return { case: 'listServicesResponse', value: { service } } as const;
      }
      case 'fileByFilename': {
        const name = messageRequest.value;
        return fileResponse(
          files.find((file) => file.proto.name === name),
          name,
        );
      }
      case 'fileContainingSymbol':
        return fileResponse(fileOf(registry, messageRequest.value), messageRequest.value);
      default:
        return notFound('this server has no extensions');
    }
  };
  return {
    async *serverReflectionInfo(requests, context) {
      const own = turns.of(readerOf(context));
      for await (const originalRequest of requests) {
        await own.next();
        yield { validHost: originalRequest.host, originalRequest, messageResponse: answer(originalRequest) };
      }
    },
  };
}

function fileResponse(file: DescFile | undefined, name: string) {
  if (file === undefined) return notFound(`${name} is not known here`);
  const fileDescriptorProto = withDependencies([file]).map(encodedOnce);
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } } as const;
}

/** Cached, because descriptors never change and callers need no token. */
const encoded = new WeakMap<DescFile, Uint8Array>();

function encodedOnce(file: DescFile): Uint8Array {
  const known = encoded.get(file);
  if (known !== undefined) return known;
  const bytes = toBinary(FileDescriptorProtoSchema, file.proto);
  encoded.set(file, bytes);
  return bytes;
}

function notFound(errorMessage: string) {
  return { case: 'errorResponse', value: { errorCode: Code.NotFound, errorMessage } } as const;
}

/** The file of a message, an enum, a service or one of its methods. */
function fileOf(registry: Registry, symbol: string): DescFile | undefined {
  const parent = symbol.slice(0, Math.max(0, symbol.lastIndexOf('.')));
  return (registry.get(symbol) ?? registry.getService(parent))?.file;
}

function withDependencies(files: readonly DescFile[]): DescFile[] {
  const all = new Set<DescFile>();
  const add = (file: DescFile) => {
    if (all.has(file)) return;
    all.add(file);
    file.dependencies.forEach(add);
  };
  files.forEach(add);
  return [...all];
}
