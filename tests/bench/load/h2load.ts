import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

interface Options {
  readonly url: string;
  readonly path: string;
  readonly token: string;
  /** In its envelope, as base64. */
  readonly message: string;
  readonly connections: number;
  readonly inFlight: number;
  readonly seconds: number;
  /** For its input. */
  readonly directory: string;
}

export function hasH2load(): boolean {
  try {
    execFileSync('h2load', ['--version']);
    return true;
  } catch {
    return false;
  }
}

/** Calls a second by the `h2load` of nghttp2, which does not look at `grpc-status`. */
export async function h2load(options: Options): Promise<number> {
  const { url, path, token, connections, inFlight, seconds } = options;
  const file = join(options.directory, 'h2load-bench');
  writeFileSync(file, Buffer.from(options.message, 'base64'));
  const { stdout } = await promisify(execFile)('h2load', [
    ...['-D', String(seconds), '--warm-up-time', '1', '-d', file],
    ...['-c', String(connections), '-m', String(inFlight / connections)],
    ...[
      '-H',
      'content-type: application/grpc+proto',
      '-H',
      'te: trailers',
      '-H',
      `authorization: Bearer ${token}`,
    ],
    url + path,
  ]);
  const perSecond = Number(/^finished in .*?, ([\d.]+) req\/s/m.exec(stdout)?.[1]);
  if (!(perSecond > 0) || !/ 0 failed, 0 errored/.test(stdout))
    throw new Error(`h2load has failed: ${stdout}`);
  return perSecond;
}
