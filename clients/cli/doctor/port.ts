import { once } from 'node:events';
import { createServer } from 'node:net';
import { z } from 'zod';
import { type Check, failed, ok } from './check.ts';

const HEALTH = z.object({ status: z.string(), epoch: z.number() });

export const port: Check = {
  name: 'port',
  async look({ host, port: number, tlsCert }) {
    const server = createServer().listen(number, host);
    try {
      await once(server, 'listening');
      server.close();
      return ok(`${number} of ${host} is free`);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'EADDRINUSE')
        return failed(
          `cannot listen on ${host}, port ${number} (${String(code)})`,
          'choose others with HOST and PORT',
        );
      if (tlsCert === '' && (await isExchange(number)))
        return ok(`${number} of ${host}: an exchange answers there`);
      return failed(`another program uses port ${number}`, 'stop it, or choose another with PORT');
    }
  },
};

async function isExchange(number: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${number}/healthz`, {
      signal: AbortSignal.timeout(2_000),
    });
    return HEALTH.safeParse(await response.json()).success;
  } catch {
    return false;
  }
}
