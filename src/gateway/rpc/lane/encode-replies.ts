import {
  OrderEntryResponseTag,
  OrderResultTag,
  writeAmendOrderResponse,
  writeCancelAllOrdersResponse,
  writeCancelOrderResponse,
  writeCommandRefusal,
  writePlaceOrderResponse,
} from '../../../../gen/redleaf/v1/order_service_codec.ts';
import type { AllCanceled, Amended, Canceled, Placed, Reply } from '../../../domain/command.ts';
import { CODE_OF_REASON } from '../errors.ts';
import { beginEnvelope, finishEnvelope, wire } from './envelope-writer.ts';

/*
 * Encodes replies as the messages of the API, byte for byte as `convert-responses.ts` and protobuf-es do, without the messages
 * between. Each result is one message in its gRPC envelope.
 */

/** A `PlaceOrderResponse`. */
export function encodePlaced(placed: Placed, epoch: bigint): Buffer {
  beginEnvelope();
  writePlaceOrderResponse(wire, placed, epoch);
  return finishEnvelope();
}

/** An `AmendOrderResponse`. */
export function encodeAmended(amended: Amended, epoch: bigint): Buffer {
  beginEnvelope();
  writeAmendOrderResponse(wire, amended, epoch);
  return finishEnvelope();
}

/** A `CancelOrderResponse`. */
export function encodeCanceled(canceled: Canceled, epoch: bigint): Buffer {
  beginEnvelope();
  writeCancelOrderResponse(wire, canceled, epoch);
  return finishEnvelope();
}

/** A `CancelAllOrdersResponse`. */
export function encodeAllCanceled(allCanceled: AllCanceled, epoch: bigint): Buffer {
  beginEnvelope();
  writeCancelAllOrdersResponse(wire, allCanceled, epoch);
  return finishEnvelope();
}

/** An `OrderEntryResponse`: the replies to the commands of a frame, in their order. */
export function encodeReplies(replies: readonly Reply[], epoch: bigint): Buffer {
  beginEnvelope();
  for (const reply of replies) {
    const start = wire.open(OrderEntryResponseTag.results);
    writeResult(reply, epoch);
    wire.close(start);
  }
  return finishEnvelope();
}

function writeResult(reply: Reply, epoch: bigint): void {
  switch (reply.kind) {
    case 'placed': {
      const start = wire.open(OrderResultTag.placed);
      writePlaceOrderResponse(wire, reply, epoch);
      wire.close(start);
      return;
    }
    case 'amended': {
      const start = wire.open(OrderResultTag.amended);
      writeAmendOrderResponse(wire, reply, epoch);
      wire.close(start);
      return;
    }
    case 'canceled': {
      const start = wire.open(OrderResultTag.canceled);
      writeCancelOrderResponse(wire, reply, epoch);
      wire.close(start);
      return;
    }
    case 'allCanceled': {
      const start = wire.open(OrderResultTag.allCanceled);
      writeCancelAllOrdersResponse(wire, reply, epoch);
      wire.close(start);
      return;
    }
    case 'refused': {
      const start = wire.open(OrderResultTag.refused);
      writeCommandRefusal(wire, reply, CODE_OF_REASON[reply.reason]);
      wire.close(start);
      return;
    }
    default:
      throw new Error(`an order command was answered with ${reply.kind}`);
  }
}
