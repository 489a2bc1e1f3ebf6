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
import { WireWriter } from '../../../wire/wire-writer.ts';
import { ENVELOPE_BYTES } from '../../http/envelope.ts';
import { CODE_OF_REASON } from '../errors.ts';

/*
 * Encodes replies as the messages of the API, byte for byte as `convert-responses.ts` and protobuf-es do, without the messages
 * between. Each result is one message in its gRPC envelope.
 */

/** All messages of the thread are written here, one after the other. */
const wire = new WireWriter();

/** A `PlaceOrderResponse`. */
export function encodePlaced(placed: Placed, epoch: bigint): Buffer {
  begin();
  writePlaceOrderResponse(wire, placed, epoch);
  return finish();
}

/** An `AmendOrderResponse`. */
export function encodeAmended(amended: Amended, epoch: bigint): Buffer {
  begin();
  writeAmendOrderResponse(wire, amended, epoch);
  return finish();
}

/** A `CancelOrderResponse`. */
export function encodeCanceled(canceled: Canceled, epoch: bigint): Buffer {
  begin();
  writeCancelOrderResponse(wire, canceled, epoch);
  return finish();
}

/** A `CancelAllOrdersResponse`. */
export function encodeAllCanceled(allCanceled: AllCanceled, epoch: bigint): Buffer {
  begin();
  writeCancelAllOrdersResponse(wire, allCanceled, epoch);
  return finish();
}

/** An `OrderEntryResponse`: the replies to the commands of a frame, in their order. */
export function encodeReplies(replies: readonly Reply[], epoch: bigint): Buffer {
  begin();
  for (const reply of replies) {
    const start = wire.open(OrderEntryResponseTag.results);
    writeResult(reply, epoch);
    wire.close(start);
  }
  return finish();
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

function begin(): void {
  // A message that could not be written may have been left there.
  wire.rewind(0);
  wire.leave(ENVELOPE_BYTES);
}

/** A copy: what is sent is read later. */
function finish(): Buffer {
  const envelope = wire.copy();
  envelope.writeUInt8(0, 0);
  envelope.writeUInt32BE(envelope.length - ENVELOPE_BYTES, 1);
  return envelope;
}
