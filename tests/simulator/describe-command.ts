import type { AmendOrder, CancelOrder, Command } from '../../src/domain/command.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';

/** For the trace: short, and all that matters. */
export function describeCommands(commands: readonly Command[]): string {
  return commands.map(describeCommand).join('; ');
}

function describeCommand(command: Command): string {
  switch (command.kind) {
    case 'place': {
      const { partyNumber, instrumentId, side, orderType, timeInForce, price, quantity, clientOrderId } =
        command.terms;
      const words = [
        side === Side.Buy ? 'buy' : 'sell',
        `${quantity} of ${instrumentId}`,
        orderType === OrderType.Market ? 'at market' : `at ${price}`,
      ];
      if (timeInForce === TimeInForce.ImmediateOrCancel) words.push('IOC');
      if (timeInForce === TimeInForce.FillOrKill) words.push('FOK');
      if (command.terms.expireTimeNs !== undefined) words.push(`until ${command.terms.expireTimeNs}`);
      if (command.terms.postOnly === true) words.push('post-only');
      if (clientOrderId !== '') words.push(`as ${clientOrderId}`);
      return `party ${partyNumber}: ${words.join(' ')}`;
    }
    case 'amend': {
      const changes = [];
      if (command.price !== undefined) changes.push(`price ${command.price}`);
      if (command.quantity !== undefined) changes.push(`quantity ${command.quantity}`);
      return `party ${command.partyNumber}: amend ${orderOf(command)} to ${changes.join(', ') || 'nothing'}`;
    }
    case 'cancel':
      return `party ${command.partyNumber}: cancel ${orderOf(command)}`;
    case 'cancelAll':
      return `party ${command.partyNumber}: cancel all of instrument ${command.instrumentId}, side ${command.side ?? 'any'}`;
    case 'expireOrders':
      return 'orders expire';
    case 'createInstrument':
      return `list instrument ${command.instrument.instrumentId} as ${command.instrument.symbol}`;
    case 'createParty':
      return `create ${command.isAdmin ? 'administrator' : 'party'} ${command.partyId}`;
    case 'setPartyStatus':
      return `${command.isDisabled ? 'disable' : 'enable'} ${command.partyId}`;
    case 'advanceClock':
      return `advance the clock ${'timeNs' in command.to ? `to ${command.to.timeNs}` : `by ${command.to.durationNs} ns`}`;
  }
}

function orderOf({ order }: AmendOrder | CancelOrder): string {
  return 'orderId' in order ? `order ${order.orderId}` : `its ${order.clientOrderId}`;
}
