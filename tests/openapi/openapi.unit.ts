import { validate } from '@readme/openapi-parser';
import { expect, it } from 'vitest';
import { readContract } from '../../docs/generate/contract.ts';
import { openApiDocument } from '../../docs/generate/openapi/document.ts';

it('the OpenAPI document is one', async () => {
  const result = await validate(JSON.parse(openApiDocument(readContract())));
  expect(result).toMatchObject({ valid: true, warnings: [], specification: 'OpenAPI' });
});
