import type { DescField } from '@bufbuild/protobuf';
import { type Contract, commentOf, type Documented } from './contract.ts';
import { Links } from './links.ts';
import { GENERATED, page, table } from './markdown.ts';

/** FIX 5.0 SP2 names of the tags that the comments of the protos give. */
const TAGS: Readonly<Record<string, string>> = {
  18: 'ExecInst',
  6: 'AvgPx',
  11: 'ClOrdID',
  14: 'CumQty',
  17: 'ExecID',
  31: 'LastPx',
  32: 'LastQty',
  37: 'OrderID',
  38: 'OrderQty',
  39: 'OrdStatus',
  40: 'OrdType',
  41: 'OrigClOrdID',
  44: 'Price',
  48: 'SecurityID',
  54: 'Side',
  55: 'Symbol',
  59: 'TimeInForce',
  60: 'TransactTime',
  84: 'CxlQty',
  107: 'SecurityDesc',
  126: 'ExpireTime',
  150: 'ExecType',
  151: 'LeavesQty',
  262: 'MDReqID',
  264: 'MarketDepth',
  269: 'MDEntryType',
  270: 'MDEntryPx',
  271: 'MDEntrySize',
  326: 'SecurityTradingStatus',
  332: 'HighPx',
  333: 'LowPx',
  346: 'NumberOfOrders',
  387: 'TotalVolumeTraded',
  448: 'PartyID',
  530: 'MassCancelRequestType',
  533: 'TotalAffectedOrders',
  553: 'Username',
  554: 'Password',
  746: 'OpenInterest',
  969: 'MinPriceIncrement',
  1003: 'TradeID',
  1140: 'MaxTradeVol',
  1148: 'LowLimitPrice',
  1149: 'HighLimitPrice',
  1231: 'RoundLot',
  2446: 'AggressorSide',
};

const MESSAGE_TYPES: Readonly<Record<string, string>> = {
  5: 'Logout',
  8: 'ExecutionReport',
  A: 'Logon',
  AD: 'TradeCaptureReportRequest',
  AF: 'OrderMassStatusRequest',
  AN: 'RequestForPositions',
  BE: 'UserRequest',
  BP: 'SecurityDefinitionUpdateReport',
  D: 'NewOrderSingle',
  F: 'OrderCancelRequest',
  q: 'OrderMassCancelRequest',
  G: 'OrderCancelReplaceRequest',
  H: 'OrderStatusRequest',
  V: 'MarketDataRequest',
  x: 'SecurityListRequest',
};

/** Our names beside those of FIX, as the comments of the protos give them. */
export function fixPage(contract: Contract): string {
  const links = new Links(contract);
  const { services, messages, enums } = contract;
  const methods = services.flatMap((service) => service.methods);
  const fields = messages.flatMap((message) => message.fields);
  return page(
    '# FIX',
    GENERATED,
    INTRODUCTION,
    '## Messages',
    table(
      ['Ours', 'MsgType', 'FIX'],
      [...methods, ...messages].flatMap((one) => messageRow(one, links)),
    ),
    '## Fields',
    table(
      ['Ours', 'Tag', 'FIX'],
      fields.flatMap((field) => fieldRow(field, links)),
    ),
    '## Values of enums',
    ...enums.flatMap((one) => {
      const tag = tagOf(one);
      const rows = one.values.flatMap((value) => {
        const fix = /\(FIX value (\w+)\)/.exec(commentOf(value))?.[1];
        return fix === undefined ? [] : [[`\`${value.localName}\``, `\`${fix}\``]];
      });
      return tag === undefined || rows.length === 0
        ? []
        : [`${links.of(one)}, ${tag} ${nameOf(TAGS, tag)}:`, table(['Ours', 'FIX'], rows)];
    }),
    NOT_COVERED,
    `No FIX message does what these RPCs do: ${methods
      .filter((method) => typeOf(method) === undefined)
      .map((method) => links.ofMethod(method))
      .join(', ')}.`,
  );
}

const INTRODUCTION = `The exchange does not speak FIX on the wire: it speaks gRPC and Connect. Its words are those of FIX 5.0 SP2, so that a program or
a person that knows FIX finds its way, and a gateway can be written field by field. Numbers differ: our prices and quantities are
integers in minor units, FIX has decimals; our times are nanoseconds since 1970-01-01 UTC, FIX has texts.`;

const NOT_COVERED = `## What is not covered

- **The FIX session.** No logon with sequence numbers, heartbeats, resend requests or gap fills: streams resume from a \`sequence\` and an \`epoch\`.
- **Order types** other than LIMIT and MARKET, and **times in force** other than GTC, IOC and FOK: no stop, pegged, iceberg, day or
  good-till-date orders. REJECTED and EXPIRED are in the enum and are not sent yet: a request that is wrong fails as a call.
- **OrderCancelReject (9)** and **BusinessMessageReject (j)**: a refused call fails with a reason, see [ERRORS.md](../ERRORS.md).
- **Pending states** (PENDING_NEW, PENDING_CANCEL, PENDING_REPLACE): an answer comes when the order has matched and is on disk.
- **Mass cancel (q), lists (E), quotes (S), crosses (s), allocation and settlement.**
- **ClOrdID chains.** An amended order keeps its \`client_order_id\`; FIX gives each request one of its own and names the one before
  in OrigClOrdID.`;

function messageRow(desc: Documented, links: Links): string[][] {
  const type = typeOf(desc);
  if (type === undefined) return [];
  const ours = desc.kind === 'rpc' ? links.ofMethod(desc) : desc.kind === 'message' ? links.of(desc) : '';
  return [[ours, `\`${type}\``, nameOf(MESSAGE_TYPES, type)]];
}

/** A field of an enum has the tag of the enum, unless it has one of its own. */
function fieldRow(field: DescField, links: Links): string[][] {
  const tag = tagOf(field) ?? (field.enum === undefined ? undefined : tagOf(field.enum));
  if (tag === undefined) return [];
  return [[links.text(`\`${field.parent.name}.${field.name}\``), tag, nameOf(TAGS, tag)]];
}

function tagOf(desc: Documented): string | undefined {
  return /\(FIX tag (\d+)/.exec(commentOf(desc))?.[1];
}

function typeOf(desc: Documented): string | undefined {
  return /\(FIX message type (\w+)\)/.exec(commentOf(desc))?.[1];
}

function nameOf(names: Readonly<Record<string, string>>, key: string): string {
  const name = names[key];
  if (name === undefined) throw new Error(`fix.ts has no name for ${key}`);
  return name;
}
