import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type UpdateSubscriptionsRequest,
  UpdateSubscriptionsRequestSchema,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { CoreFollower } from '../../follower/core-follower.ts';
import type { MarketMessages } from './market-messages.ts';
import { unknownStream } from './market-subscriptions.ts';
import { gatewayOfStream } from './stream-id.ts';

/**
 * Asks another gateway to change one of its streams, with an encoded `UpdateSubscriptionsRequest`. Resolves with whether that gateway
 * runs, and rejects as `MarketMessages.change`.
 */
export type ChangeElsewhere = (gateway: number, request: Uint8Array) => Promise<boolean>;

interface Options {
  readonly market: MarketMessages;
  readonly follower: Pick<CoreFollower, 'caughtUp'>;
  /** Index of this gateway. */
  readonly gateway: number;
  readonly elsewhere: ChangeElsewhere;
}

/** Changes the subscriptions of streams. A caller with several connections may have its stream at another gateway than its call. */
export class StreamChanges {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws as `MarketMessages.change`. */
  async change(request: UpdateSubscriptionsRequest): Promise<void> {
    const { market, gateway: here, elsewhere } = this.#options;
    const gateway = gatewayOfStream(request.streamId) ?? here;
    if (gateway === here) {
      await market.change(request);
      return;
    }
    const isRunning = await elsewhere(gateway, toBinary(UpdateSubscriptionsRequestSchema, request));
    if (!isRunning) throw unknownStream(request.streamId);
  }

  /**
   * Makes a change for another gateway, of a stream that is at this one.
   *
   * @throws as `MarketMessages.change`.
   */
  async changeHere(request: Uint8Array): Promise<void> {
    const { market, follower } = this.#options;
    // The caller may know of an instrument from the other gateway.
    await follower.caughtUp();
    await market.change(fromBinary(UpdateSubscriptionsRequestSchema, request));
  }
}
