import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { loadConfig, SECRETS, SETTINGS } from '../../src/settings/config.ts';
import { ExchangeUnderTest } from '../gateway/running-exchange.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Names of all variables that an exchange reads. */
const VARIABLES = new Set([
  ...SETTINGS.map(({ name }) => name),
  ...[...SECRETS].map((name) => `${name}_FILE`),
]);

let metrics: ReadonlySet<string>;
let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  const page = await (await fetch(`${exchange.url}/metrics`)).text();
  metrics = new Set(Array.from(page.matchAll(/^# TYPE (\S+) /gm), ([, name = '']) => name));
});
afterAll(() => exchange.stop());

/** The names of metrics in a Prometheus expression. */
function metricsIn(expression: string): string[] {
  const names = expression.match(/\b(redleaf|process|nodejs)_[a-z0-9_]+/g) ?? [];
  return names.map((name) =>
    name.replace(/_(bucket|count|sum)$/, (ending) => (metrics.has(name) ? ending : '')),
  );
}

it('alerts and the dashboard ask for metrics that the exchange has', () => {
  const { groups } = z
    .object({
      groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
    })
    .parse(parse(text('docs/deploy/alerts.yml')));
  const dashboard = z
    .object({ panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })) })
    .parse(JSON.parse(text('docs/deploy/grafana/redleaf.json')));
  const alerts = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  const panels = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  expect(alerts.length).toBeGreaterThan(5);
  const asked = [...alerts, ...panels].flatMap(metricsIn);
  expect(asked.filter((name) => !metrics.has(name))).toEqual([]);
  expect(asked.length).toBeGreaterThan(20);
});

const environment = z.record(z.string(), z.string());

it('compose.yaml sets what the exchange knows, and it would start with that', () => {
  const { services } = z
    .object({
      services: z.object({ exchange: z.object({ environment, volumes: z.array(z.string()) }) }).loose(),
    })
    .parse(parse(text('compose.yaml')));
  const set = services.exchange.environment;
  expect(Object.keys(set).filter((name) => !VARIABLES.has(name))).toEqual([]);
  const { ADMIN_PASSWORD_FILE: _file, ...plain } = set;
  const config = loadConfig(
    { HOST: '0.0.0.0', DATA_DIR: '/data' },
    { ...plain, ADMIN_PASSWORD: 'long enough' },
  );
  expect(config).toMatchObject({ writers: ['mongo'], adminId: 'admin' });
  // All mounted files of the project exist.
  const mounts = text('compose.yaml').matchAll(/- (\.\/[^:]+):/g);
  for (const [, path = ''] of mounts) expect(existsSync(join(ROOT, path)), path).toBe(true);
});

it('the manifest of Kubernetes sets what the exchange knows, and asks pages that it has', async () => {
  const documents = parseAllDocuments(text('docs/deploy/kubernetes.yaml')).map((document) => document.toJS());
  const container = z
    .object({
      spec: z.object({
        replicas: z.literal(1),
        template: z.object({
          spec: z.object({
            containers: z.tuple([
              z
                .object({ env: z.array(z.object({ name: z.string(), value: z.string() })) })
                .catchall(z.unknown()),
            ]),
          }),
        }),
      }),
    })
    .parse(documents[0]).spec.template.spec.containers[0];
  expect(container.env.map(({ name }) => name).filter((name) => !VARIABLES.has(name))).toEqual([]);
  const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.literal('api') }).loose() }).loose();
  for (const name of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    const { path } = probe.parse(container[name]).httpGet;
    expect((await fetch(exchange.url + path)).status, path).toBe(200);
  }
});

it('the unit of systemd runs a program that is there, with settings that are', () => {
  const unit = text('docs/deploy/redleaf.service');
  const [, program = ''] = /^ExecStart=\/opt\/redleaf\/\S+ \/opt\/redleaf\/(\S+) serve$/m.exec(unit) ?? [];
  expect(statSync(join(ROOT, program)).isFile()).toBe(true);
  const names = Array.from(unit.matchAll(/^#?\s*Environment=(\w+)=/gm), ([, name = '']) => name);
  expect(names).not.toEqual([]);
  expect(names.filter((name) => !VARIABLES.has(name))).toEqual([]);
});

it('systemd understands every line of the unit', ({ skip }) => {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
    console.warn('*** SKIPPED, there is no systemd-analyze');
    skip();
  }
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'redleaf.service');
  // It checks that the program is there, which is so only on the machine of the exchange.
  writeFileSync(file, text('docs/deploy/redleaf.service').replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true'));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  const complaints = stderr.split('\n').filter((line) => line.includes('redleaf.service'));
  expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
});

it('the Dockerfile copies what is there, and everything that the command line needs', () => {
  const dockerfile = text('Dockerfile');
  const sources = Array.from(dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm), ([, list = '']) =>
    list.split(' '),
  );
  for (const path of sources.flat()) expect(existsSync(join(ROOT, path)), path).toBe(true);
  const runtime = new Set(
    Array.from(dockerfile.matchAll(/^COPY --from=build \/app\/(\S+)/gm), ([, name]) => name),
  );
  const folders = readdirSync(ROOT).filter((name) =>
    ['src', 'gen', 'clients', 'node_modules'].includes(name),
  );
  for (const name of folders) expect(runtime).toContain(name);
});
