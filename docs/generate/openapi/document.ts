import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Contract, paragraphsOf } from '../contract.ts';
import { reasonsOf } from '../reasons.ts';
import { restErrorSchema, restPaths } from './rest-paths.ts';
import { rpcErrorSchemas, rpcPaths } from './rpc-paths.ts';
import { contractSchemas } from './schemas.ts';

const PACKAGE = join(import.meta.dirname, '../../../package.json');

/** The JSON that the exchange speaks over HTTP, as an OpenAPI document. */
export function openApiDocument(contract: Contract): string {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(PACKAGE, 'utf8')));
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Redleaf Exchange',
      version,
      description: DESCRIPTION,
    },
    servers: [{ url: 'http://127.0.0.1:8000', description: 'An exchange on this machine.' }],
    security: [{ bearer: [] }],
    tags: [
      ...contract.services.map((service) => ({
        name: service.name,
        description: paragraphsOf(service).join('\n\n'),
      })),
      { name: 'REST', description: REST },
    ],
    paths: { ...rpcPaths(contract), ...restPaths() },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The token of `SessionService.Login`.' },
        basic: { type: 'http', scheme: 'basic', description: 'REST only: a party and its password.' },
      },
      responses: {
        UnsupportedMediaType: {
          description: 'The content type, or the encoding of a GET, is not one that the exchange reads.',
          content: {
            'application/json': { schema: { type: 'object', properties: { error: { type: 'string' } } } },
          },
        },
      },
      schemas: {
        ...contractSchemas(contract),
        ...rpcErrorSchemas(reasonsOf(contract)),
        RestError: restErrorSchema(),
      },
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const DESCRIPTION = `The unary RPCs as JSON over HTTP (the Connect protocol), and the REST API of the Python exchange that this one replaces. Streams are in \`docs/reference\`.

64-bit integers are strings in answers; requests may have strings or numbers. A field that has its default (0, empty, false) is left out of answers. New fields may come in answers at any time; a request may have none that is not described.`;

const REST =
  'For programs that were written for the Python exchange: see `docs/MIGRATION.md`. New programs had better use the RPCs.';
