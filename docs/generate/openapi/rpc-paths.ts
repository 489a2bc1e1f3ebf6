import type { DescMethod } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import { codeToHttpStatus } from '@connectrpc/connect/protocol-connect';
import { CODE_OF_REASON } from '../../../src/gateway/rpc/errors.ts';
import { needsToken } from '../../../src/gateway/rpc/gate.ts';
import type { Contract } from '../contract.ts';
import { type DocumentedReason, reasonsOfMethod } from '../reasons.ts';
import { RPC_EXAMPLES } from './examples.ts';
import { description, reference, type Schema } from './schemas.ts';

const JSON_TYPE = 'application/json';

/** The unary RPCs, as Connect has them over HTTP. */
export function rpcPaths(contract: Contract): Record<string, Schema> {
  const methods = contract.services.flatMap((service) => service.methods);
  return Object.fromEntries(
    methods
      .filter(({ methodKind }) => methodKind === 'unary')
      .map((method) => [`/${method.parent.typeName}/${method.name}`, pathOf(method, contract)]),
  );
}

function pathOf(method: DescMethod, contract: Contract): Schema {
  const example = RPC_EXAMPLES[`${method.parent.name}.${method.name}`];
  if (example === undefined) throw new Error(`examples.ts has no request of ${method.name}`);
  const common = {
    tags: [method.parent.name],
    ...description(method),
    ...(!needsToken(method) && { security: [] }),
  };
  const responses = responsesOf(method, contract);
  const post = {
    operationId: `${method.parent.name}_${method.name}`,
    ...common,
    requestBody: {
      required: true,
      content: { [JSON_TYPE]: { schema: reference(method.input), example } },
    },
    responses,
  };
  if (method.idempotency !== MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS) return { post };
  const get = {
    operationId: `${method.parent.name}_${method.name}_get`,
    ...common,
    parameters: [
      {
        name: 'encoding',
        in: 'query',
        required: true,
        description: 'How the message is encoded.',
        schema: { const: 'json' },
        example: 'json',
      },
      {
        name: 'message',
        in: 'query',
        required: true,
        description: 'The request as JSON.',
        content: { [JSON_TYPE]: { schema: reference(method.input), example } },
      },
    ],
    responses,
  };
  return { post, get };
}

function responsesOf(method: DescMethod, contract: Contract): Record<string, Schema> {
  const byStatus = Map.groupBy(reasonsOfMethod(method, contract), statusOf);
  const errors = Array.from(byStatus, ([status, reasons]) => [
    String(status),
    {
      description: reasons.map(({ reason }) => `\`${reason}\``).join(', '),
      content: { [JSON_TYPE]: { schema: { $ref: '#/components/schemas/ConnectError' } } },
    },
  ]);
  return {
    '200': {
      description: 'The answer.',
      content: { [JSON_TYPE]: { schema: reference(method.output) } },
    },
    ...Object.fromEntries(errors),
    '415': { $ref: '#/components/responses/UnsupportedMediaType' },
  };
}

function statusOf({ reason }: DocumentedReason): number {
  const code = Object.entries(CODE_OF_REASON).find(([name]) => name === reason)?.[1];
  return codeToHttpStatus(code ?? Code.Unknown);
}

/** What a failed RPC is answered with, and a request with a content type that no RPC has. */
export function rpcErrorSchemas(reasons: readonly DocumentedReason[]): Record<string, Schema> {
  return {
    ConnectError: {
      type: 'object',
      description:
        'Why a call failed. The reason is in the `google.rpc.ErrorInfo` of `details`: see `docs/ERRORS.md`.',
      required: ['code', 'message'],
      properties: {
        code: {
          type: 'string',
          description: 'The gRPC status code in lower snake case, such as `invalid_argument`.',
        },
        message: { type: 'string', description: 'For people.' },
        details: {
          type: 'array',
          items: { $ref: '#/components/schemas/ConnectErrorDetail' },
          description:
            'A `google.rpc.ErrorInfo`; for wrong fields a `google.rpc.BadRequest`, and a `google.rpc.RetryInfo` where there is a time to wait.',
        },
      },
    },
    ConnectErrorDetail: {
      type: 'object',
      required: ['type', 'value'],
      properties: {
        type: { type: 'string', description: 'Name of the message, such as `google.rpc.ErrorInfo`.' },
        value: {
          type: 'string',
          contentEncoding: 'base64',
          description: 'The message in binary, base64 without padding.',
        },
        debug: {
          description: 'The message as JSON.',
          anyOf: ['ErrorInfo', 'BadRequest', 'RetryInfo'].map((name) => ({
            $ref: `#/components/schemas/${name}`,
          })),
        },
      },
    },
    ErrorInfo: {
      type: 'object',
      required: ['reason', 'domain'],
      properties: {
        reason: { $ref: '#/components/schemas/ErrorReason' },
        domain: { type: 'string', description: '`redleaf`' },
        metadata: {
          type: 'object',
          description: 'Facts for programs, such as the bounds that were missed.',
          additionalProperties: { type: 'string' },
        },
      },
    },
    BadRequest: {
      type: 'object',
      required: ['fieldViolations'],
      properties: {
        fieldViolations: {
          type: 'array',
          items: {
            type: 'object',
            required: ['field', 'description'],
            properties: {
              field: { type: 'string', description: 'As in the proto, such as `order.order_id`.' },
              description: { type: 'string', description: 'For people.' },
              reason: { $ref: '#/components/schemas/ErrorReason' },
            },
          },
        },
      },
    },
    RetryInfo: {
      type: 'object',
      required: ['retryDelay'],
      properties: { retryDelay: { type: 'string', description: 'How long to wait, in seconds: `1.500s`.' } },
    },
    ErrorReason: {
      type: 'string',
      description: reasons.map(({ reason, meaning }) => `- \`${reason}\`: ${meaning}`).join('\n'),
      enum: reasons.map(({ reason }) => reason),
    },
  };
}
