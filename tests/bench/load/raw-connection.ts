import { connect, type Socket } from 'node:net';
import {
  ACK,
  END_STREAM,
  FIRST_WINDOW,
  FRAME_HEADER_BYTES,
  FrameType,
  frame,
  PREFACE,
  requestHeaders,
  saysOk,
  settingsFrame,
  windowUpdate,
} from './frames.ts';

/** Identifiers of settings. */
const HEADER_TABLE_SIZE = 1;
const INITIAL_WINDOW_SIZE = 4;
/** What may come unread on the connection and on each stream, in bytes. */
const WINDOW = 16 * 1_048_576;
const EMPTY = Buffer.alloc(0);

export interface Events {
  /** A part of the body of an answer. The bytes are valid during the call. */
  readonly data?: (streamId: number, bytes: Buffer) => void;
  /** The stream has ended with `grpc-status: 0`. */
  readonly ended: (streamId: number) => void;
  /** Everything that has arrived was passed on. A good moment to send more. */
  readonly turn?: () => void;
  /** An answer with an error, a reset stream, or a lost connection. */
  readonly failed: (error: Error) => void;
}

interface Options {
  readonly url: string;
  readonly path: string;
  /** Besides those that every gRPC call has. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly events: Events;
  /** Whether the server may send more after the first 65,535 bytes of the connection. Without it, the reader is stalled. */
  readonly reads?: boolean;
}

/**
 * A gRPC client that does as little as it can: it writes prepared frames to a socket and counts what comes back, so that the
 * server is what is measured. All its calls have the same path and headers.
 */
export class RawConnection {
  readonly #socket: Socket;
  readonly #events: Events;
  readonly #reads: boolean;
  readonly #later: Buffer;
  #headers: Buffer;
  #unread: Buffer = EMPTY;
  #nextStreamId = 1;
  #consumed = 0;
  readonly #consumedOfStream = new Map<number, number>();
  #window = FIRST_WINDOW;
  /** Of the open-ended stream, of which a connection has one at most. */
  #streamWindow = Number.POSITIVE_INFINITY;

  private constructor(socket: Socket, { path, headers, events, reads = true, url }: Options) {
    this.#socket = socket;
    this.#events = events;
    this.#reads = reads;
    const { first, later } = requestHeaders({
      ':path': path,
      ':authority': new URL(url).host,
      'content-type': 'application/grpc+proto',
      te: 'trailers',
      'grpc-accept-encoding': 'identity,deflate,gzip',
      ...headers,
    });
    this.#headers = first;
    this.#later = later;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', events.failed);
    socket.on('end', () => events.failed(new Error('the server has closed a connection')));
    const settings: [number, number][] = [[HEADER_TABLE_SIZE, 0]];
    if (reads) settings.push([INITIAL_WINDOW_SIZE, WINDOW]);
    socket.write(Buffer.concat([PREFACE, settingsFrame(settings)]));
    if (reads) socket.write(windowUpdate(0, WINDOW - FIRST_WINDOW));
  }

  static async open(options: Options): Promise<RawConnection> {
    const { hostname, port } = new URL(options.url);
    const socket = connect({ host: hostname, port: Number(port) });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawConnection(socket, options);
  }

  /** Bytes of DATA that the server takes now. */
  get window(): number {
    return Math.min(this.#window, this.#streamWindow);
  }

  /**
   * Starts calls with one message each, for which the window must have room.
   *
   * @returns the first of their streams. Each next one is two higher.
   */
  call(messages: readonly Buffer[]): number {
    const firstId = this.#nextStreamId;
    const frames: Buffer[] = [];
    for (const message of messages) {
      frames.push(this.#begin());
      frames.push(frame(FrameType.Data, END_STREAM, this.#nextStreamId, message));
      this.#nextStreamId += 2;
      this.#window -= message.length;
    }
    this.#socket.write(Buffer.concat(frames));
    return firstId;
  }

  /** Opens the stream of `send`. */
  openStream(): void {
    this.#socket.write(this.#begin());
    this.#streamWindow = FIRST_WINDOW;
  }

  /** Sends messages on the open-ended stream. The window must have room for them. */
  send(messages: readonly Buffer[]): void {
    const bytes = Buffer.concat(
      messages.map((message) => frame(FrameType.Data, 0, this.#nextStreamId, message)),
    );
    for (const { length } of messages) {
      this.#window -= length;
      this.#streamWindow -= length;
    }
    this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.removeAllListeners();
    this.#socket.on('error', () => undefined);
    this.#socket.destroy();
  }

  /** HEADERS of the next stream. */
  #begin(): Buffer {
    const bytes = Buffer.from(this.#headers);
    bytes.writeUInt32BE(this.#nextStreamId, 5);
    this.#headers = this.#later;
    return bytes;
  }

  #read(chunk: Buffer): void {
    const bytes = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    let at = 0;
    while (bytes.length - at >= FRAME_HEADER_BYTES) {
      const end = at + FRAME_HEADER_BYTES + bytes.readUIntBE(at, 3);
      if (end > bytes.length) break;
      this.#frame(bytes, at, end);
      at = end;
    }
    this.#unread = bytes.subarray(at);
    this.#events.turn?.();
  }

  #frame(bytes: Buffer, at: number, end: number): void {
    const flags = bytes.readUInt8(at + 4);
    const streamId = bytes.readUInt32BE(at + 5);
    const payload = bytes.subarray(at + FRAME_HEADER_BYTES, end);
    switch (bytes.readUInt8(at + 3)) {
      case FrameType.Data:
        this.#consume(streamId, payload.length);
        this.#events.data?.(streamId, payload);
        // A gRPC answer ends with trailers.
        if ((flags & END_STREAM) !== 0) this.#events.failed(new Error('an answer has no trailers'));
        return;
      case FrameType.Headers:
        if ((flags & END_STREAM) === 0) return;
        this.#consumedOfStream.delete(streamId);
        if (saysOk(payload)) this.#events.ended(streamId);
        else this.#events.failed(new Error(`a call was refused: ${payload.toString('latin1')}`));
        return;
      case FrameType.Settings:
        if ((flags & ACK) === 0) this.#socket.write(frame(FrameType.Settings, ACK, 0, EMPTY));
        return;
      case FrameType.Ping:
        if ((flags & ACK) === 0) this.#socket.write(frame(FrameType.Ping, ACK, 0, payload));
        return;
      case FrameType.WindowUpdate:
        if (streamId === 0) this.#window += payload.readUInt32BE();
        else this.#streamWindow += payload.readUInt32BE();
        return;
      case FrameType.ResetStream:
        this.#events.failed(new Error(`stream ${streamId} was reset with code ${payload.readUInt32BE()}`));
        return;
      case FrameType.GoAway:
        this.#events.failed(new Error(`the server ends the connection: code ${payload.readUInt32BE(4)}`));
        return;
      default:
        this.#events.failed(new Error(`a frame of type ${bytes.readUInt8(at + 3)} came`));
    }
  }

  /** Lets the server send as much again when half of a window is used. */
  #consume(streamId: number, count: number): void {
    if (!this.#reads) return;
    this.#consumed += count;
    if (this.#consumed > WINDOW / 2) {
      this.#socket.write(windowUpdate(0, this.#consumed));
      this.#consumed = 0;
    }
    const ofStream = (this.#consumedOfStream.get(streamId) ?? 0) + count;
    this.#consumedOfStream.set(streamId, ofStream);
    if (ofStream < WINDOW / 2) return;
    this.#socket.write(windowUpdate(streamId, ofStream));
    this.#consumedOfStream.set(streamId, 0);
  }
}
