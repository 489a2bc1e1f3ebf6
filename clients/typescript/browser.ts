/** The entry for browsers: the Connect protocol over `fetch`, without dependencies on Node. */
export { connectRedleaf } from './connect-in-browser.ts';
export * from './everywhere.ts';
export { type ConnectOptions, Redleaf } from './redleaf.ts';
