import { Code, RedleafError } from '@redleaf/client';
import { describe, expect, it } from 'vitest';
import { resumedStream, type StreamPosition } from '../../clients/typescript/resumed-stream.ts';

const EPOCH = 7n;
const at = (sequence: bigint): StreamPosition => ({ epoch: EPOCH, sequence });

const lost = () => new RedleafError('lost', { code: Code.Unavailable, reason: '' });
const refused = (reason: string) => new RedleafError(reason, { code: Code.OutOfRange, reason });

/** A stream of the numbers after the resume position, up to 6, that breaks where the test says. */
function numbers(breaks: (Error | number)[]) {
  const openedFrom: (StreamPosition | undefined)[] = [];
  async function* open(resumeFrom: StreamPosition | undefined): AsyncGenerator<StreamPosition> {
    openedFrom.push(resumeFrom);
    const next = breaks.shift();
    if (next instanceof Error) throw next;
    const first = (resumeFrom?.sequence ?? 0n) + 1n;
    for (let sequence = first; sequence <= 6n; sequence += 1n) {
      if (next !== undefined && sequence === first + BigInt(next)) throw lost();
      yield at(sequence);
    }
  }
  return { open, openedFrom };
}

async function collect(messages: AsyncIterable<StreamPosition>): Promise<bigint[]> {
  const sequences: bigint[] = [];
  for await (const { sequence } of messages) {
    sequences.push(sequence);
    if (sequence === 6n) break;
  }
  return sequences;
}

const start = { resumeFrom: undefined, signal: undefined, canLogin: false };

describe('a stream that goes on over lost connections', () => {
  it('has no gap and no repeat', async () => {
    const { open, openedFrom } = numbers([2, 1, lost()]);
    let interruptions = 0;
    const onInterrupted = () => {
      interruptions += 1;
    };
    expect(await collect(resumedStream(open, { ...start, onInterrupted }))).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
    expect(openedFrom).toEqual([undefined, at(2n), at(3n), at(3n)]);
    expect(interruptions).toBe(2);
  });

  it('resumes when it was read too slowly', async () => {
    const { open } = numbers([2, refused('SLOW_CONSUMER')]);
    expect(await collect(resumedStream(open, start))).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
  });

  it('fails at once when it cannot be opened the first time', async () => {
    const { open, openedFrom } = numbers([lost()]);
    await expect(collect(resumedStream(open, start))).rejects.toThrow('lost');
    expect(openedFrom).toHaveLength(1);
  });

  it.each(['RESUME_TOO_OLD', 'EPOCH_MISMATCH'])('fails when it cannot go on: %s', async (reason) => {
    const { open } = numbers([2, refused(reason)]);
    await expect(collect(resumedStream(open, start))).rejects.toMatchObject({ reason });
  });

  it('asks for a new token only when there is a password', async () => {
    const ended = () => numbers([2, refused('TOKEN_INVALID')]).open;
    await expect(collect(resumedStream(ended(), start))).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    expect(await collect(resumedStream(ended(), { ...start, canLogin: true }))).toHaveLength(6);
  });

  it('ends without an error at the signal, also while it waits to connect again', async () => {
    const stop = new AbortController();
    const { open } = numbers([2, ...Array.from({ length: 50 }, lost)]);
    const seen: bigint[] = [];
    for await (const { sequence } of resumedStream(open, { ...start, signal: stop.signal })) {
      seen.push(sequence);
      if (sequence === 2n) setTimeout(() => stop.abort(), 20);
    }
    expect(seen).toEqual([1n, 2n]);
  });
});
