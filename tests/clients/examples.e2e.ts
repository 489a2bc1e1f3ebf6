import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ExchangeUnderTest, PASSWORD } from '../rpc/running-exchange.ts';

it('the first order is placed, seen and canceled', async () => {
  const exchange = await ExchangeUnderTest.start();
  await exchange.createInstrument('ACME');
  try {
    const program = fileURLToPath(
      new URL('../../clients/typescript/examples/first-order.ts', import.meta.url),
    );
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, REDLEAF_URL: exchange.url, PARTY_ID: 'alice', PASSWORD },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 30_000,
    });
    const lines = (await text(child.stdout)).trimEnd().split('\n');
    expect(lines).toEqual([
      'ACME has 0 bid levels and 0 ask levels',
      'order 1 is open with 1',
      'reported as ORDER_STATUS_NEW',
      'canceled 1',
      'UNKNOWN_ORDER in order.order_id',
    ]);
  } finally {
    await exchange.stop();
  }
});
