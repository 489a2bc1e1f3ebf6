import { collectDefaultMetrics, Registry } from 'prom-client';

/** Of the process and its event loop, and so the same for every exchange in it: measured once. */
export const processMetrics = new Registry();

collectDefaultMetrics({ register: processMetrics });
