import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { Server } from 'node:tls';
import type { Logger } from '../../../log/logger.ts';
import { readTlsFiles, type TlsFiles } from './tls-files.ts';

/**
 * Renewal programs often replace a link to a folder, which file events do not report. So the files are polled.
 */
const POLL_MS = 2_000;
const DAY_MS = 86_400_000;
/** Time for an operator to find out why the certificate was not renewed. */
const WARN_DAYS = 14;

export interface TlsServer {
  readonly server: Server;
  /** Stops watching the files. */
  close(): void;
}

interface Options {
  readonly handshakeTimeoutMs: number;
  readonly logger: Logger;
}

/** Opens a TLS server. When the files change, new connections get the new certificate. */
export function openTlsServer(files: TlsFiles, { handshakeTimeoutMs, logger }: Options): TlsServer {
  const first = readTlsFiles(files);
  warnBeforeExpiry(first.expiresMs, logger);
  const needsCertificate = files.tlsClientCa !== '';
  const server = new Server({
    ...first.context,
    ALPNProtocols: ['h2', 'http/1.1'],
    minVersion: 'TLSv1.2',
    handshakeTimeout: handshakeTimeoutMs,
    requestCert: needsCertificate,
    rejectUnauthorized: needsCertificate,
  });
  const reload = (now: Stats, before: Stats) => {
    if (now.mtimeMs === before.mtimeMs && now.ino === before.ino) return;
    try {
      const next = readTlsFiles(files);
      server.setSecureContext(next.context);
      logger.info({ expires: new Date(next.expiresMs).toISOString() }, 'a new certificate is in use');
      warnBeforeExpiry(next.expiresMs, logger);
    } catch (error) {
      // Usual for a moment during a renewal: the certificate may be replaced before its key.
      logger.error({ err: error }, 'the new certificate cannot be used; the previous one stays in use');
    }
  };
  const paths = [files.tlsCert, files.tlsKey, files.tlsClientCa].filter((path) => path !== '');
  for (const path of paths) watchFile(path, { interval: POLL_MS, persistent: false }, reload);
  return {
    server,
    close() {
      for (const path of paths) unwatchFile(path, reload);
    },
  };
}

function warnBeforeExpiry(expiresMs: number, logger: Logger): void {
  const days = (expiresMs - Date.now()) / DAY_MS;
  const facts = { expires: new Date(expiresMs).toISOString() };
  if (days < 0) logger.error(facts, 'the TLS certificate has expired: clients will refuse it');
  else if (days < WARN_DAYS) logger.warn(facts, 'the TLS certificate expires soon');
}
