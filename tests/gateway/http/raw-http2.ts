import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  ACK,
  END_STREAM,
  FRAME_HEADER_BYTES,
  FrameType,
  frame,
  PREFACE,
  requestHeaders,
  settingsFrame,
} from '../../bench/load/frames.ts';

const NOTHING = Buffer.alloc(0);

interface Options {
  /** Pairs of identifier and value. */
  readonly settings?: readonly (readonly [number, number])[];
  /** Authorities of the server's certificate. */
  readonly ca?: Buffer;
}

/** An HTTP/2 connection on which a test decides about each frame, and which of them arrive together. */
export class RawHttp2 {
  readonly socket: Socket;
  /** Codes of the streams that the server has reset. */
  readonly resets = new Map<number, number>();
  /** Streams whose headers have arrived. */
  readonly answering = new Set<number>();
  /** Streams that the server has ended. */
  readonly ended = new Set<number>();
  /** Number of DATA bytes of each stream. */
  readonly bytes = new Map<number, number>();
  /** Code of the server's GOAWAY. */
  goaway: number | undefined;
  onEnded: ((streamId: number) => void) | undefined;
  #onPong: (() => void) | undefined;
  #nextStreamId = 1;
  #unread = NOTHING;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  /** Opens a connection whose settings both sides know. */
  static async open(url: string, { settings = [], ca }: Options = {}): Promise<RawHttp2> {
    const { protocol, hostname: host, port } = new URL(url);
    const isTls = protocol === 'https:';
    const address = { host, port: Number(port) };
    const socket = isTls ? connectTls({ ...address, ca, ALPNProtocols: ['h2'] }) : connectTcp(address);
    await once(socket, isTls ? 'secureConnect' : 'connect');
    socket.setNoDelay(true);
    const raw = new RawHttp2(socket);
    raw.send(PREFACE, settingsFrame(settings));
    await once(socket, 'data');
    return raw;
  }

  /** The next stream, with its HEADERS. */
  request(
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): { streamId: number; headers: Buffer } {
    const streamId = this.#nextStreamId;
    this.#nextStreamId += 2;
    const { first } = requestHeaders({
      ':path': path,
      ':authority': 'exchange',
      'content-type': 'application/grpc+proto',
      te: 'trailers',
      ...headers,
    });
    first.writeUInt32BE(streamId, 5);
    return { streamId, headers: first };
  }

  /** Sends frames in one write. */
  send(...frames: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(frames));
  }

  /** Resolves when the server has read everything that was sent, and has had a turn of its event loop. */
  async ping(): Promise<void> {
    for (let turn = 0; turn < 2; turn += 1) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onPong = resolve;
      this.send(frame(FrameType.Ping, 0, 0, Buffer.alloc(8)));
      await promise;
    }
  }

  close(): void {
    this.socket.destroy();
  }

  #read(chunk: Buffer): void {
    let rest = Buffer.concat([this.#unread, chunk]);
    while (rest.length >= FRAME_HEADER_BYTES) {
      const end = FRAME_HEADER_BYTES + rest.readUIntBE(0, 3);
      if (rest.length < end) break;
      this.#take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    this.#unread = rest;
  }

  #take(bytes: Buffer): void {
    const type = bytes.readUInt8(3);
    const flags = bytes.readUInt8(4);
    const streamId = bytes.readUInt32BE(5);
    const payload = bytes.subarray(FRAME_HEADER_BYTES);
    if (type === FrameType.Settings && flags !== ACK) this.send(frame(FrameType.Settings, ACK, 0, NOTHING));
    else if (type === FrameType.Ping) this.#onPong?.();
    else if (type === FrameType.GoAway) this.goaway = payload.readUInt32BE(4);
    else if (type === FrameType.ResetStream) this.resets.set(streamId, payload.readUInt32BE(0));
    else if (type === FrameType.Headers) this.answering.add(streamId);
    else if (type === FrameType.Data) {
      this.bytes.set(streamId, (this.bytes.get(streamId) ?? 0) + payload.length);
    }
    if ((type === FrameType.Data || type === FrameType.Headers) && (flags & END_STREAM) !== 0) {
      this.ended.add(streamId);
      this.onEnded?.(streamId);
    }
  }
}

/** DATA. Without bytes it only ends the request. */
export function data(
  streamId: number,
  bytes: Uint8Array = NOTHING,
  flags = bytes.length > 0 ? 0 : END_STREAM,
) {
  return frame(FrameType.Data, flags, streamId, bytes);
}

export function reset(streamId: number, code: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(code);
  return frame(FrameType.ResetStream, 0, streamId, payload);
}
