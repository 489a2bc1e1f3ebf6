/** For browsers: the Connect protocol over `fetch`, and nothing of Node. */
export { connectRedleaf } from './connect-in-browser.ts';
export * from './everywhere.ts';
export { type ConnectOptions, Redleaf } from './redleaf.ts';
