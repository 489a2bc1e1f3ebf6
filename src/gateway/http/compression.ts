import { promisify } from 'node:util';
import { constants, gzip, gzipSync } from 'node:zlib';
import { compressionGzip } from '@connectrpc/connect-node';

/** Smaller answers are only a few packets, which cost less than their compression. */
export const COMPRESS_MIN_BYTES = 4_096;

/** Maximum number of concurrent compressions. They share their threads with the password checks. */
const MAX_RUNNING = 2;

const compressAsync = promisify(gzip);
const CHEAP = { level: constants.Z_BEST_SPEED };
/** Wraps the bytes in gzip without compression. */
const STORED = { level: constants.Z_NO_COMPRESSION };

/** gzip at its fastest level. While the maximum of compressions runs, further answers are not compressed. */
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
