import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Admission } from '../../../src/gateway/http/admission/admission.ts';
import type { PortEvents } from '../../../src/gateway/http/one-port.ts';
import { loadConfig } from '../../../src/settings/config.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('new connections are bounded over all addresses: 2,000 a second after a burst', () => {
  const server = new EventEmitter<PortEvents>();
  const refused = vi.fn();
  const admission = new Admission(server, loadConfig({ MAX_CONNECTIONS: '100', DEMO: 'true' }, {}), {
    refused,
    closedUnread() {},
    expelled() {},
  });
  let address = 0;
  const connect = (count: number) => {
    for (let opened = 0; opened < count; opened += 1) {
      address += 1;
      const socket = new Socket();
      Object.defineProperty(socket, 'remoteAddress', { value: `10.0.${address >> 8}.${address & 255}` });
      server.emit('connection', socket);
      if (!socket.destroyed) socket.emit('close');
    }
    return refused.mock.calls.splice(0).length;
  };
  expect(connect(150)).toBe(50);
  vi.advanceTimersByTime(10);
  expect(connect(30)).toBe(10);
  vi.advanceTimersByTime(1_000);
  expect(connect(100)).toBe(0);
  admission.close();
});
