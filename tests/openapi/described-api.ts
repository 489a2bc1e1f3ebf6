import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';

const content = z.looseObject({
  content: z
    .object({
      'application/json': z.looseObject({ schema: z.looseObject({}), example: z.looseObject({}).optional() }),
    })
    .optional(),
});

const operation = z.looseObject({
  operationId: z.string(),
  requestBody: content.optional(),
  responses: z.record(z.string(), content),
});

const document = z.looseObject({
  paths: z.record(z.string(), z.looseObject({ post: operation.optional(), get: operation.optional() })),
});

/** Checks requests and answers against the OpenAPI document. */
export class DescribedApi {
  readonly paths: z.infer<typeof document>['paths'];
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  static read(): DescribedApi {
    return new DescribedApi(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
  }

  /** For answers, the document is changed so that undescribed properties are faults. */
  private constructor(text: string) {
    const json: object = JSON.parse(text);
    this.paths = document.parse(json).paths;
    this.#ajv.addSchema(closed(json), 'api');
  }

  /** Faults of a request; empty if it is valid. */
  faultsOfRequest(method: 'get' | 'post', path: string, body: unknown): string[] {
    const where = ['paths', path, method, 'requestBody', 'content', 'application/json', 'schema'];
    return this.#faults(where, body);
  }

  /** Faults of an answer; empty if it is valid. */
  faultsOfAnswer(method: 'get' | 'post', path: string, status: number, body: unknown): string[] {
    const where = [
      'paths',
      path,
      method,
      'responses',
      String(status),
      'content',
      'application/json',
      'schema',
    ];
    return this.#faults(where, body);
  }

  #faults(where: readonly string[], value: unknown): string[] {
    const pointer = where.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const check: ValidateFunction | undefined = this.#ajv.getSchema(`api#/${pointer.join('/')}`);
    if (check === undefined) return [`nothing is described at ${where.join(' ')}`];
    return check(value) ? [] : (check.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
  }
}

/** Forbids additional properties in all objects with properties. */
function closed(value: unknown): object {
  return z.looseObject({}).parse(
    JSON.parse(JSON.stringify(value), (_key, one: unknown) => {
      const isObject = typeof one === 'object' && one !== null && 'properties' in one && 'type' in one;
      return isObject && one.type === 'object' ? { additionalProperties: false, ...one } : one;
    }),
  );
}
