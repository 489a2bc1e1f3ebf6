import { promisify } from 'node:util';
import { constants, gzip, gzipSync } from 'node:zlib';
import { compressionGzip } from '@connectrpc/connect-node';

/** Below it, an answer is some packets, and compressing costs more than they do. */
export const COMPRESS_MIN_BYTES = 4_096;

/** Answers that are compressed at a time: the threads that do it check passwords too. */
const MAX_RUNNING = 2;

const compressAsync = promisify(gzip);
const CHEAP = { level: constants.Z_BEST_SPEED };
/** Copies, in a gzip envelope. */
const STORED = { level: constants.Z_NO_COMPRESSION };

/** gzip at its cheapest level; while others are being compressed, an answer goes out as it is. */
export function createCompression(): typeof compressionGzip {
  let running = 0;
  return {
    name: compressionGzip.name,
    decompress: compressionGzip.decompress,
    async compress(bytes) {
      if (running >= MAX_RUNNING) return new Uint8Array(gzipSync(bytes, STORED));
      running += 1;
      try {
        return new Uint8Array(await compressAsync(bytes, CHEAP));
      } finally {
        running -= 1;
      }
    },
  };
}
