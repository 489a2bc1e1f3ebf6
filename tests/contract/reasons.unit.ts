import { describe, expect, it } from 'vitest';
import { readContract } from '../../docs/generate/contract.ts';
import { reasonsOfMethod } from '../../docs/generate/reasons.ts';
import { BAD_HISTORY } from '../gateway/rpc/bad-history.ts';
import { BAD_ORDERS } from '../gateway/rpc/bad-orders.ts';
import { BAD_OTHERS } from '../gateway/rpc/bad-others.ts';

/* Wrong requests, each of which another test sends: the contract says of the RPC that it may be refused like that. */

const contract = readContract();
const methods = contract.services.flatMap((service) => service.methods);

describe.each(
  [...BAD_ORDERS, ...BAD_HISTORY, ...BAD_OTHERS].map((table) => [table[0].name, ...table] as const),
)('the errors of %s', (_name, { name, parent }, _caller, rows) => {
  it('have those that it is refused with', () => {
    const method = methods.find((one) => one.name === name && one.parent.typeName === parent.typeName);
    if (method === undefined) throw new Error(`the contract has no ${name}`);
    const documented = reasonsOfMethod(method, contract).map(({ reason }) => reason);
    for (const [what, , , reason] of rows) expect(documented, what).toContain(reason);
  });
});
