import { startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';

// The exchange as its users run it, told what to do by the environment alone.
const exchange = await startExchange(loadConfig());
process.stdout.write(`${exchange.url}\n`);
process.once('SIGTERM', async () => {
  await exchange.stop();
  process.exit(0);
});
