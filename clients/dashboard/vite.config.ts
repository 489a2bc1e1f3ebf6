import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { defaultUrl } from '../cli/default-url.ts';
import { RULES, WITHOUT_RULES } from '../typescript/build/without-rules.ts';

/** Where `npm run dev:dashboard` finds the exchange: where the command line does. */
const EXCHANGE = defaultUrl();

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    solid(),
    { name: 'without-rules', load: (id) => (id.endsWith(`${RULES}.ts`) ? WITHOUT_RULES : undefined) },
  ],
  build: {
    target: 'es2023',
    // A `data:` address would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // On a busy machine it would tell at length which plugin took the time.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/redleaf.v1.', '/grpc.', '/dashboard-settings.json'].map((path) => [path, { target: EXCHANGE }]),
    ),
  },
});
