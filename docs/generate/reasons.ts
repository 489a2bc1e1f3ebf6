import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { AdminService } from '../../gen/redleaf/v1/admin_service_pb.ts';
import { needsToken } from '../../src/gateway/rpc/gate.ts';
import { type Contract, commentOf, errorsParagraph } from './contract.ts';

/** A reason as the comment of `ErrorReason` describes it. */
export interface DocumentedReason {
  readonly reason: string;
  /** As spelled in gRPC, such as INVALID_ARGUMENT. */
  readonly code: string;
  readonly meaning: string;
  readonly whatToDo: string;
  /** Facts for programs; empty when none come with it. */
  readonly metadata: string;
  /** Which calls it may come of, beside those that name it in their list; empty when there are none. */
  readonly calls: string;
}

const COMMENT =
  /^(?<code>[A-Z_]+): (?<meaning>.*?) What to do: (?<whatToDo>.*?)(?: Metadata: (?<metadata>.*?))?(?: Calls: (?<calls>.*?)\.)?$/;

/** Every reason that is ever sent, in the order of the proto. */
export function reasonsOf({ enums }: Contract): DocumentedReason[] {
  const values = enums.find(({ name }) => name === 'ErrorReason')?.values ?? [];
  return values
    .filter(({ number }) => number !== 0)
    .map((value) => {
      const comment = commentOf(value).replaceAll(/\s*\n\s*/g, ' ');
      const {
        code = '',
        meaning = '',
        whatToDo = '',
        metadata = '',
        calls = '',
      } = COMMENT.exec(comment)?.groups ?? {};
      if (code === '') throw new Error(`${value.name}: the comment has not the form of the others`);
      return { reason: value.localName, code, meaning, whatToDo, metadata, calls };
    });
}

/** Of a list that says `INVALID_ARGUMENT (the field is named)`. */
export const FIELD_REASONS = ['FIELD_REQUIRED', 'FIELD_INVALID', 'FIELD_OUT_OF_RANGE'];

/** The reasons that the RPC's own list names, also by naming another RPC. */
export function namedReasons(method: DescMethod, services: readonly DescService[]): Set<string> {
  const text = errorsParagraph(method);
  const named = new Set(text.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g));
  if (text.includes('INVALID_ARGUMENT (the field is named)')) {
    for (const reason of FIELD_REASONS) named.add(reason);
  }
  for (const [, service, name] of text.matchAll(/\b(?:as|those of) `?(?:(\w+)\.)?([A-Z]\w+)/g)) {
    const other = services
      .find((one) => one.name === (service ?? method.parent.name))
      ?.methods.find((one) => one.name === name);
    if (other === undefined) throw new Error(`${method.name}: there is no RPC ${name}`);
    for (const reason of namedReasons(other, services)) named.add(reason);
  }
  return named;
}

/** Which calls a reason of any call may come of. */
const CALLS: Readonly<Record<string, (method: DescMethod) => boolean>> = {
  any: () => true,
  'any that needs a token': needsToken,
  'any of AdminService': ({ parent }) => parent.typeName === AdminService.typeName,
  'any stream': ({ methodKind }) => methodKind !== 'unary',
};

/** The reasons that a call of an RPC may fail with, in the order of the proto. */
export function reasonsOfMethod(method: DescMethod, contract: Contract): DocumentedReason[] {
  const named = namedReasons(method, contract.services);
  return reasonsOf(contract).filter(
    ({ reason, calls }) => named.has(reason) || (calls !== '' && isAmong(method, calls)),
  );
}

function isAmong(method: DescMethod, calls: string): boolean {
  const isOne = CALLS[calls];
  if (isOne === undefined) throw new Error(`error.proto: it is not known which calls are "${calls}"`);
  return isOne(method);
}
