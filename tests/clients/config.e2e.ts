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

it('lists all mistakes at once, and prints nothing else', async () => {
  const { exitCode, stdout, stderr } = await redleaf(['config'], {
    API_URL: 'nowhere',
    HEARTBEAT_MS: 'soon',
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('  HEARTBEAT_MS: ');
  expect(stderr).toContain('  API_URL: ');
});
