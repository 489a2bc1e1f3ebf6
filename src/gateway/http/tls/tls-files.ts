import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { ConfigError } from '../../../settings/config.ts';

/** Paths of PEM files. */
export interface TlsFiles {
  /** The server certificate, followed by its intermediate certificates. */
  readonly tlsCert: string;
  readonly tlsKey: string;
  /** Authorities of client certificates; empty if clients need no certificate. */
  readonly tlsClientCa: string;
}

/** Options of a TLS server, with the expiry of its certificate. */
export interface Certificate {
  readonly context: SecureContextOptions;
  readonly expiresMs: number;
}

/**
 * Reads the files, and checks that the key belongs to the certificate.
 *
 * @throws ConfigError with the setting of the wrong file.
 */
export function readTlsFiles({ tlsCert, tlsKey, tlsClientCa }: TlsFiles): Certificate {
  const cert = read('TLS_CERT', tlsCert);
  const key = read('TLS_KEY', tlsKey);
  const ca = tlsClientCa === '' ? undefined : read('TLS_CLIENT_CA', tlsClientCa);
  const certificate = parsed('TLS_CERT', tlsCert, 'certificate', () => new X509Certificate(cert));
  const privateKey = parsed('TLS_KEY', tlsKey, 'private key', () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey))
    throw wrong('TLS_KEY', `${tlsKey} is not the key of the certificate in ${tlsCert}`);
  if (ca !== undefined) parsed('TLS_CLIENT_CA', tlsClientCa, 'certificate', () => new X509Certificate(ca));
  const context = { cert, key, ...(ca !== undefined && { ca }) };
  parsed('TLS_CERT', tlsCert, 'chain of certificates', () => createSecureContext(context));
  return { context, expiresMs: certificate.validToDate.getTime() };
}

function read(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw wrong(
      name,
      code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${String(code)})`,
    );
  }
}

function parsed<T>(name: string, path: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw wrong(name, `${path} holds no ${what} in PEM without a passphrase`);
  }
}

function wrong(name: string, message: string): ConfigError {
  return new ConfigError([{ name, message }]);
}
