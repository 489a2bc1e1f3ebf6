import { readTlsFiles } from '../../../src/gateway/http/tls/tls-files.ts';
import { ConfigError, isLoopback } from '../../../src/settings/config.ts';
import { type Check, failed, ok, warning } from './check.ts';

const SOON_MS = 14 * 86_400_000;

export const tls: Check = {
  name: 'TLS',
  look(config) {
    if (config.tlsCert === '') {
      if (isLoopback(config.host)) return ok('none: only programs of this machine can connect');
      return warning(
        'none, and other machines can connect',
        'set TLS_CERT and TLS_KEY, unless a proxy in front speaks TLS',
      );
    }
    try {
      const { expiresMs } = readTlsFiles(config);
      const until = `the certificate is valid until ${new Date(expiresMs).toISOString().slice(0, 10)}`;
      if (expiresMs < Date.now()) return failed(until, 'renew it: clients refuse it');
      if (expiresMs < Date.now() + SOON_MS)
        return warning(until, 'renew it; the exchange loads a new one without a restart');
      return ok(until);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return failed(error.problems.join('; '), 'correct the file or the setting');
    }
  },
};
