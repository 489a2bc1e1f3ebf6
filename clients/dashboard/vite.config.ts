import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

/** Where `npm run dev:dashboard` finds the exchange. */
const EXCHANGE = process.env['REDLEAF_URL'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [solid()],
  build: {
    target: 'es2023',
    // A `data:` address would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/redleaf.v1.', '/grpc.', '/dashboard-settings.json'].map((path) => [path, { target: EXCHANGE }]),
    ),
  },
});
