/** A stream of the lane that sends what its subscription has. */
interface LaneStream {
  /** Sends what is there. */
  send(nowMs: number): void;
  /** Sends a heartbeat after a silence of this duration. */
  beat(nowMs: number, maxSilentMs: number): void;
  /** The server stops. */
  stop(reason: unknown): void;
}

/** Heartbeats are looked for this often in each interval. */
const BEATS_PER_INTERVAL = 4;

/** Streams that send in one turn of the event loop, which takes a few tenths of a millisecond. Orders that arrive go between. */
const STREAMS_PER_TURN = 64;

/**
 * The open streams of the lane. Those with news send at the end of the turn of the event loop, so that changes of one turn are one
 * message. One timer sends the heartbeats of all.
 */
export class LaneStreams {
  readonly #heartbeatMs: number;
  readonly #open = new Set<LaneStream>();
  /** In the order in which they had news; the first `#sent` of them have sent. */
  #withNews: LaneStream[] = [];
  #sent = 0;
  #beats: NodeJS.Timeout | undefined;

  constructor(heartbeatMs: number, shutdown: AbortSignal) {
    this.#heartbeatMs = heartbeatMs;
    shutdown.addEventListener('abort', () => {
      for (const stream of this.#open) stream.stop(shutdown.reason);
    });
  }

  add(stream: LaneStream): void {
    this.#open.add(stream);
    this.#beats ??= setInterval(() => this.#beat(), this.#heartbeatMs / BEATS_PER_INTERVAL).unref();
  }

  remove(stream: LaneStream): void {
    this.#open.delete(stream);
    if (this.#open.size > 0) return;
    clearInterval(this.#beats);
    this.#beats = undefined;
  }

  /** Lets a stream send at the end of this turn. */
  hasNews(stream: LaneStream): void {
    if (this.#withNews.length === 0) setImmediate(this.#send);
    this.#withNews.push(stream);
  }

  readonly #send = (): void => {
    const nowMs = performance.now();
    const end = Math.min(this.#withNews.length, this.#sent + STREAMS_PER_TURN);
    while (this.#sent < end) this.#withNews[this.#sent++]?.send(nowMs);
    if (this.#sent < this.#withNews.length) setImmediate(this.#send);
    else {
      this.#withNews = [];
      this.#sent = 0;
    }
  };

  /** Sends a little early, so that no stream is silent for longer than an interval. */
  #beat(): void {
    const nowMs = performance.now();
    const maxSilentMs = this.#heartbeatMs * (1 - 1 / BEATS_PER_INTERVAL);
    for (const stream of this.#open) stream.beat(nowMs, maxSilentMs);
  }
}
