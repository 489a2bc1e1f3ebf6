import { expect, it } from 'vitest';
import { redleaf } from './redleaf-process.ts';

it('prints every setting, where it comes from, and no secret', async () => {
  const { exitCode, stdout } = await redleaf(['config', '--json', '--port', '9'], {
    ADMIN_ID: 'root',
    ADMIN_PASSWORD: 'correct horse',
  });
  expect(exitCode).toBe(0);
  const settings = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(settings).toContainEqual({ name: 'PORT', value: '9', source: 'flag' });
  expect(settings).toContainEqual({ name: 'ADMIN_ID', value: 'root', source: 'environment' });
  expect(settings).toContainEqual({ name: 'HOST', value: '127.0.0.1', source: 'default' });
  expect(stdout).not.toContain('correct horse');
});

it('prints every setting also when some are wrong, and marks those', async () => {
  const { exitCode, stdout, stderr } = await redleaf(['config'], {
    API_URL: 'nowhere',
    HEARTBEAT_MS: 'soon',
    PORT: '9',
  });
  expect(exitCode).toBe(1);
  expect(stderr).toBe('redleaf: 2 settings are wrong: see above\n');
  expect(stdout).toMatch(/^HEARTBEAT_MS=soon +environment\n {2}WRONG: must be a whole number/m);
  expect(stdout).toMatch(/^API_URL=nowhere +environment\n {2}WRONG: must be a URL /m);
  expect(stdout).toMatch(/^PORT=9 +environment\n(?! {2}WRONG)/m);
});
