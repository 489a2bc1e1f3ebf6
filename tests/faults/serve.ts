import { startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';

// Runs the exchange with settings from the environment alone.
const exchange = await startExchange(loadConfig());
process.stdout.write(`${exchange.url}\n`);
process.once('SIGTERM', async () => {
  await exchange.stop();
  process.exit(0);
});
