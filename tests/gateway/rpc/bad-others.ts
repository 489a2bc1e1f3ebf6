import type { MessageInitShape } from '@bufbuild/protobuf';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import {
  MarketDataChannel,
  MarketDataService,
  type MarketDataSubscriptionSchema,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { PASSWORD } from '../running-exchange.ts';
import { rows, type Table } from './bad-rows.ts';

const { createInstrument, createParty, setPassword } = AdminService.method;
const {
  getOrderBook,
  listInstruments,
  streamMarketData,
  streamOrderBook,
  streamTrades,
  updateSubscriptions,
} = MarketDataService.method;
const { BEST_BID_OFFER, CANDLES, INSTRUMENTS, ORDER_BOOK, TRADES } = MarketDataChannel;
const { login, changePassword } = SessionService.method;

type Subscription = MessageInitShape<typeof MarketDataSubscriptionSchema>;
const subscriptions = (...some: readonly Subscription[]) => ({ subscriptions: [...some] });
const book = (more: Subscription) =>
  subscriptions({ subscriptionId: 1, channel: ORDER_BOOK, instrumentId: 1, ...more });

/** Wrong requests of all other kinds. Instrument 1 is BAD/INPUT, and the parties are alice and bob. */
export const BAD_OTHERS: readonly Table[] = [
  [
    streamTrades,
    'nobody',
    rows(streamTrades, [
      ['an unknown instrument', { instrumentId: 9 }, 'NotFound', 'UNKNOWN_INSTRUMENT', 'instrument_id'],
      [
        'a sequence without its epoch',
        { resumeFromSequence: 1n },
        'InvalidArgument',
        'FIELD_REQUIRED',
        'epoch',
      ],
      [
        'a sequence of another epoch',
        { resumeFromSequence: 1n, epoch: 1n },
        'FailedPrecondition',
        'EPOCH_MISMATCH',
        'epoch',
      ],
    ]),
  ],
  [
    streamMarketData,
    'nobody',
    rows(streamMarketData, [
      [
        'as many wrong fields as a stream has room for',
        subscriptions(
          ...Array.from({ length: 256 }, () => ({ channel: CANDLES, depth: 1_001, updateIntervalMs: 1 })),
        ),
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'subscriptions[0].subscription_id',
      ],
      [
        'more levels than a stream may have',
        subscriptions(
          ...Array.from({ length: 11 }, (_, index) => ({
            subscriptionId: index + 1,
            channel: ORDER_BOOK,
            instrumentId: 1,
            depth: 1_000,
          })),
        ),
        'InvalidArgument',
        'FIELD_INVALID',
        'subscriptions[10].depth',
      ],
      [
        'no channel',
        subscriptions({ subscriptionId: 1 }),
        'InvalidArgument',
        'FIELD_REQUIRED',
        'subscriptions[0].channel',
      ],
      [
        'an unknown channel',
        book({ channel: 99 as MarketDataChannel }),
        'InvalidArgument',
        'FIELD_INVALID',
        'subscriptions[0].channel',
      ],
      [
        'candles of no interval',
        book({ channel: CANDLES }),
        'InvalidArgument',
        'FIELD_REQUIRED',
        'subscriptions[0].candle_interval',
      ],
      [
        'an interval of a book',
        book({ candleInterval: 1 }),
        'InvalidArgument',
        'FIELD_INVALID',
        'subscriptions[0].candle_interval',
      ],
      [
        'no id',
        book({ subscriptionId: 0 }),
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'subscriptions[0].subscription_id',
      ],
      [
        'an id twice',
        subscriptions({ subscriptionId: 7, channel: INSTRUMENTS }, { subscriptionId: 7, channel: TRADES }),
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'subscriptions[1].subscription_id',
      ],
      [
        'a book of no instrument',
        book({ instrumentId: 0 }),
        'InvalidArgument',
        'FIELD_REQUIRED',
        'subscriptions[0].instrument_id',
      ],
      [
        'an unknown instrument',
        book({ instrumentId: 9 }),
        'NotFound',
        'UNKNOWN_INSTRUMENT',
        'subscriptions[0].instrument_id',
      ],
      [
        'too many levels',
        book({ depth: 1_001 }),
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'subscriptions[0].depth',
      ],
      [
        'levels of no book',
        book({ channel: BEST_BID_OFFER, depth: 1 }),
        'InvalidArgument',
        'FIELD_INVALID',
        'subscriptions[0].depth',
      ],
      [
        'steps that nobody counts in',
        book({ priceGrouping: 3n }),
        'InvalidArgument',
        'FIELD_INVALID',
        'subscriptions[0].price_grouping',
      ],
      [
        'negative steps',
        book({ priceGrouping: -10n }),
        'InvalidArgument',
        'FIELD_INVALID',
        'subscriptions[0].price_grouping',
      ],
      [
        'huge steps',
        book({ priceGrouping: 2n ** 62n }),
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'subscriptions[0].price_grouping',
      ],
      [
        'steps of trades',
        book({ channel: TRADES, priceGrouping: 10n }),
        'InvalidArgument',
        'FIELD_INVALID',
        'subscriptions[0].price_grouping',
      ],
      [
        'one instrument of all',
        book({ channel: INSTRUMENTS }),
        'InvalidArgument',
        'FIELD_INVALID',
        'subscriptions[0].instrument_id',
      ],
      [
        'too often',
        book({ updateIntervalMs: 9 }),
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'subscriptions[0].update_interval_ms',
      ],
      [
        'too seldom',
        book({ updateIntervalMs: 60_001 }),
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'subscriptions[0].update_interval_ms',
      ],
      [
        'too many',
        subscriptions(
          ...Array.from({ length: 257 }, (_, index) => ({ subscriptionId: index + 1, channel: INSTRUMENTS })),
        ),
        'InvalidArgument',
        'FIELD_INVALID',
        'subscriptions',
      ],
    ]),
  ],
  [
    updateSubscriptions,
    'nobody',
    rows(updateSubscriptions, [
      ['an unknown stream', { streamId: 'nobody has it' }, 'NotFound', 'UNKNOWN_STREAM', 'stream_id'],
      ['no stream', {}, 'NotFound', 'UNKNOWN_STREAM', 'stream_id'],
    ]),
  ],
  [
    getOrderBook,
    'nobody',
    rows(getOrderBook, [
      ['an unknown instrument', { instrumentId: 9 }, 'NotFound', 'UNKNOWN_INSTRUMENT', 'instrument_id'],
      [
        'more levels than one answer has',
        { instrumentId: 1, depth: 5_001 },
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'depth',
      ],
    ]),
  ],
  [
    streamOrderBook,
    'nobody',
    rows(streamOrderBook, [['no instrument', {}, 'InvalidArgument', 'FIELD_REQUIRED', 'instrument_id']]),
  ],
  [
    listInstruments,
    'nobody',
    rows(listInstruments, [
      [
        'a page token of its own',
        { pageToken: 'YWZ0ZXI6MDE' },
        'InvalidArgument',
        'FIELD_INVALID',
        'page_token',
      ],
    ]),
  ],
  [
    login,
    'nobody',
    rows(login, [
      ['no party', { password: PASSWORD }, 'InvalidArgument', 'FIELD_REQUIRED', 'party_id'],
      ['no password', { partyId: 'alice' }, 'InvalidArgument', 'FIELD_REQUIRED', 'password'],
      [
        'a party of 65 bytes',
        { partyId: 'x'.repeat(65), password: PASSWORD },
        'InvalidArgument',
        'FIELD_INVALID',
        'party_id',
      ],
      [
        'a password of 73 bytes',
        { partyId: 'alice', password: 'x'.repeat(73) },
        'InvalidArgument',
        'FIELD_INVALID',
        'password',
      ],
      [
        'a wrong password',
        { partyId: 'alice', password: 'wrong' },
        'Unauthenticated',
        'CREDENTIALS_INVALID',
        '',
      ],
      [
        'an unknown party',
        { partyId: 'nobody', password: PASSWORD },
        'Unauthenticated',
        'CREDENTIALS_INVALID',
        '',
      ],
    ]),
  ],
  [
    createInstrument,
    'admin',
    rows(createInstrument, [
      ['no symbol', {}, 'InvalidArgument', 'FIELD_REQUIRED', 'symbol'],
      ['a symbol with a space', { symbol: 'A B' }, 'InvalidArgument', 'FIELD_INVALID', 'symbol'],
      ['a symbol of 33 characters', { symbol: 'A'.repeat(33) }, 'InvalidArgument', 'FIELD_INVALID', 'symbol'],
      ['a symbol in use', { symbol: 'BAD/INPUT' }, 'AlreadyExists', 'DUPLICATE_SYMBOL', 'symbol'],
      [
        'a number in use',
        { symbol: 'NEW', instrumentId: 1 },
        'AlreadyExists',
        'DUPLICATE_INSTRUMENT',
        'instrument_id',
      ],
      [
        'a description of 257 bytes',
        { symbol: 'NEW', description: 'x'.repeat(257) },
        'InvalidArgument',
        'FIELD_INVALID',
        'description',
      ],
      [
        'ten decimals',
        { symbol: 'NEW', priceScale: 10 },
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'price_scale',
      ],
      [
        'a negative tick',
        { symbol: 'NEW', tickSize: -1n },
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'tick_size',
      ],
      [
        'a tick over max_price',
        { symbol: 'NEW', maxPrice: 10n, tickSize: 11n },
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'tick_size',
      ],
      [
        'a max_price of 2^31',
        { symbol: 'NEW', maxPrice: 2n ** 31n },
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'max_price',
      ],
      [
        'a negative max_price',
        { symbol: 'NEW', maxPrice: -1n },
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'max_price',
      ],
      [
        'a lot over max_quantity',
        { symbol: 'NEW', maxQuantity: 10n, lotSize: 11n },
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'lot_size',
      ],
    ]),
  ],
  [
    createParty,
    'admin',
    rows(createParty, [
      ['no name', { password: PASSWORD }, 'InvalidArgument', 'FIELD_REQUIRED', 'party_id'],
      [
        'a name with a control character',
        { partyId: 'a\u0007b', password: PASSWORD },
        'InvalidArgument',
        'FIELD_INVALID',
        'party_id',
      ],
      [
        'a name between spaces',
        { partyId: ' a ', password: PASSWORD },
        'InvalidArgument',
        'FIELD_INVALID',
        'party_id',
      ],
      ...['a\u200Bb', 'a\u00A0b', 'a\u202Eb', 'a  b'].map(
        (partyId) =>
          [
            `the name ${JSON.stringify(partyId)}`,
            { partyId, password: PASSWORD },
            'InvalidArgument',
            'FIELD_INVALID',
            'party_id',
          ] as const,
      ),
      [
        'a name for people that changes its direction',
        { partyId: 'new', partyName: 'New\u202E', password: PASSWORD },
        'InvalidArgument',
        'FIELD_INVALID',
        'party_name',
      ],
      [
        'a password of 7 bytes',
        { partyId: 'new', password: '1234567' },
        'InvalidArgument',
        'FIELD_INVALID',
        'password',
      ],
      [
        'a party that exists',
        { partyId: 'bob', password: PASSWORD },
        'AlreadyExists',
        'DUPLICATE_PARTY',
        'party_id',
      ],
    ]),
  ],
  [
    setPassword,
    'admin',
    rows(setPassword, [
      ['no party', { password: PASSWORD }, 'InvalidArgument', 'FIELD_REQUIRED', 'party_id'],
      ['no password', { partyId: 'bob' }, 'InvalidArgument', 'FIELD_REQUIRED', 'password'],
      [
        'a password of 7 bytes',
        { partyId: 'bob', password: '1234567' },
        'InvalidArgument',
        'FIELD_INVALID',
        'password',
      ],
      [
        'an unknown party',
        { partyId: 'nobody', password: PASSWORD },
        'NotFound',
        'UNKNOWN_PARTY',
        'party_id',
      ],
    ]),
  ],
  [
    changePassword,
    'alice',
    rows(changePassword, [
      [
        'no current password',
        { newPassword: PASSWORD },
        'InvalidArgument',
        'FIELD_REQUIRED',
        'current_password',
      ],
      ['no new password', { currentPassword: PASSWORD }, 'InvalidArgument', 'FIELD_REQUIRED', 'new_password'],
      [
        'a new password of 7 bytes',
        { currentPassword: PASSWORD, newPassword: '1234567' },
        'InvalidArgument',
        'FIELD_INVALID',
        'new_password',
      ],
      [
        'a new password of 73 bytes',
        { currentPassword: PASSWORD, newPassword: 'x'.repeat(73) },
        'InvalidArgument',
        'FIELD_INVALID',
        'new_password',
      ],
      [
        'a wrong password',
        { currentPassword: 'wrong', newPassword: 'another one' },
        'Unauthenticated',
        'CREDENTIALS_INVALID',
        '',
      ],
    ]),
  ],
];
