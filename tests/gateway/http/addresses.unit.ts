import { expect, it } from 'vitest';
import { Addresses } from '../../../src/gateway/http/admission/addresses.ts';
import { openHolder } from '../../../src/gateway/http/admission/holder.ts';

const NOTHING = {
  requests: 0,
  calls: 0,
  cancels: 0,
  streams: 0,
  subscriptions: 0,
  arrivingBytes: 0,
  leavingBytes: 0,
};
const openHolders = () => ({
  holder: openHolder('anonymous', NOTHING),
  probes: openHolder('probe', NOTHING),
});
const addresses = (maxConnections: number, callsPerSecond = 0) =>
  new Addresses({ maxConnections, callsPerSecond, openHolders });

it('has a bounded number of connections of an address open, and leaves others alone', () => {
  const subject = addresses(2);
  const first = subject.connect('a', 0);
  expect(subject.connect('a', 0)).toBe(first);
  expect(subject.connect('a', 60_000)).toBeUndefined();
  expect(subject.connect('b', 60_000)).toBeDefined();
  if (first !== undefined) first.connections -= 1;
  expect(subject.connect('a', 60_000)).toBe(first);
});

it('limits the new connections of an address per second, after a burst', () => {
  const subject = addresses(100);
  const connectAndLeave = (nowMs: number) => {
    const address = subject.connect('a', nowMs);
    if (address !== undefined) address.connections -= 1;
    return address !== undefined;
  };
  expect(Array.from({ length: 200 }, () => connectAndLeave(0)).filter(Boolean)).toHaveLength(100);
  expect(Array.from({ length: 200 }, () => connectAndLeave(100)).filter(Boolean)).toHaveLength(50);
});

it('refuses an address that floods until it has stopped for some seconds, then forgets it', () => {
  const subject = addresses(100);
  const address = subject.connect('a', 0);
  for (let count = 0; count < 100_000; count += 1) address?.offences.charge(0);
  expect(subject.connect('a', 1_000)).toBeUndefined();
  expect(subject.connect('b', 1_000)).toBeDefined();
  expect(subject.connect('a', 11_000)).toBe(address);
  if (address !== undefined) address.connections = 0;
  subject.sweep(60_000);
  expect(subject.connect('a', 60_000)).not.toBe(address);
});

it('remembers the calls of an address that has disconnected until its rate has recovered', () => {
  const subject = addresses(100, 10);
  const connectAndLeave = (nowMs: number) => {
    const address = subject.connect('a', nowMs);
    if (address !== undefined) address.connections -= 1;
    return address;
  };
  const address = connectAndLeave(0);
  for (let call = 0; call < 10; call += 1) expect(address?.calls?.take(0)).toBeUndefined();
  subject.sweep(500);
  expect(connectAndLeave(500)).toBe(address);
  subject.sweep(1_500);
  expect(connectAndLeave(1_500)).not.toBe(address);
  expect(addresses(1).connect('a', 0)?.calls).toBeUndefined();
});
