import { createMemo, createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import type { Instrument } from '../../../../gen/redleaf/v1/instrument_pb.ts';
import { Side } from '../../../../gen/redleaf/v1/order_pb.ts';
import type { Position } from '../../../../gen/redleaf/v1/position_pb.ts';
import { BookView } from '../../core/book.ts';
import { decimalText, groupedText, signedText } from '../../core/decimal.ts';
import { naturalQuantity, netAfter, partOf } from '../../core/natural-quantity.ts';
import type { NewOrder } from '../../core/order-desk.ts';
import {
  allowsPostOnly,
  allowsTimeInForce,
  boundsOf,
  cancelText,
  checkTicket,
  hasExpiry,
  hasLimit,
  type NumberName,
  orderText,
  previewOf,
  problemsOf,
  stepped,
  type TicketForm,
  type TicketProblems,
  withOrderType,
} from '../../core/ticket.ts';
import { ORDER_TYPES, sideName, TIME_IN_FORCE_MEANINGS, TIMES_IN_FORCE } from '../../core/words.ts';
import { Choices } from '../../parts/choices.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { NoInstrument } from '../../parts/no-instrument.tsx';
import { NumberField } from '../../parts/number-field.tsx';
import {
  onPartyChange,
  useAccount,
  useDashboard,
  useSelected,
  useSource,
  useSourceNow,
} from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import './ticket.css';

export const panel: Panel = { id: 'ticket', title: 'Order', Body: TicketPanel };

/** Levels of the book that the preview knows. */
const DEPTH = 20;
const PERCENTAGES = [25, 50, 75, 100] as const;
const NO_POSITIONS: ReadonlyMap<number, Position> = new Map();
function TicketPanel() {
  const selected = useSelected();
  return (
    <Show when={selected()} keyed fallback={<NoInstrument />}>
      {(instrument) => <Ticket instrument={instrument} />}
    </Show>
  );
}

function Ticket(props: { readonly instrument: Instrument }) {
  const dashboard = useDashboard();
  const { feed, orders, session, settings, ticket } = dashboard;
  const form = useSourceNow(ticket);
  const party = useSource(session.party);
  const book = new BookView(feed, {
    instrumentId: props.instrument.instrumentId,
    depth: DEPTH,
    priceGrouping: 0,
  });
  onCleanup(book.close);
  const sides = useSource(book.sides);
  const positions = useAccount(({ positions }) => positions, NO_POSITIONS);
  const netQuantity = () => BigInt(positions().get(props.instrument.instrumentId)?.netQuantity ?? 0);
  const natural = createMemo(() => naturalQuantity(form().side, netQuantity(), sides(), props.instrument));
  const [problems, setProblems] = createSignal<TicketProblems>({});
  const [toConfirm, setToConfirm] = createSignal<NewOrder>();
  onPartyChange(() => {
    setToConfirm(undefined);
    setProblems({});
  });

  const change = (changed: Partial<TicketForm>) => {
    setProblems({});
    ticket.value = { ...ticket.value, ...changed };
  };
  const send = async (order: NewOrder) => {
    setToConfirm(undefined);
    const reject = await orders.place(order);
    if (reject !== undefined) setProblems(problemsOf(reject));
  };
  const submit = () => {
    // Enter in a form with one field sends it, whichever buttons it has.
    if (party() === undefined) {
      dashboard.isLoggingIn.value = true;
      return;
    }
    const checked = checkTicket(form(), props.instrument);
    if (checked.problems !== undefined) setProblems(checked.problems);
    else if (settings.current.value.confirmOrders) setToConfirm(checked.order);
    else void send(checked.order);
  };
  const order = () => {
    const checked = checkTicket(form(), props.instrument);
    return checked.problems === undefined ? checked.order : undefined;
  };
  const preview = () => {
    const now = order();
    return now === undefined ? undefined : previewOf(now, sides(), DEPTH);
  };
  const { priceScale, quantityScale, tickSize, lotSize } = props.instrument;
  const step = (field: NumberName, steps: number) => {
    const bounds = boundsOf(field, props.instrument);
    const best = form().side === Side.BUY ? sides()?.bids[0] : sides()?.asks[0];
    const start = field === 'price' ? (best?.price ?? bounds.step) : bounds.step;
    change({ [field]: stepped(form()[field], steps, { ...bounds, start }) });
  };

  return (
    <form
      class="ticket stack"
      noValidate
      onKeyDown={(event) => {
        // A key that is held would send an order with every repeat.
        if (event.key === 'Enter' && event.repeat) event.preventDefault();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class={`sides ${sideName(form().side)}`}>
        <Choices
          label="Side"
          choices={[
            { value: Side.BUY, label: 'Buy' },
            { value: Side.SELL, label: 'Sell' },
          ]}
          value={form().side}
          onChoose={(side) => change({ side })}
        />
      </div>
      <Choices
        label="Order type"
        choices={ORDER_TYPES}
        value={form().orderType}
        onChoose={(orderType) => change(withOrderType(form(), orderType))}
      />
      <Show when={hasLimit(form().orderType)}>
        <NumberField
          id="ticket-price"
          label="Price"
          value={form().price}
          problem={problems().price}
          onInput={(price) => change({ price })}
          onStep={(steps) => step('price', steps)}
        />
      </Show>
      <NumberField
        id="ticket-quantity"
        label="Quantity"
        value={form().quantity}
        problem={problems().quantity}
        onInput={(quantity) => change({ quantity })}
        onStep={(steps) => step('quantity', steps)}
      />
      <div class="choices percentages" role="group" aria-label="Percentage">
        <For each={PERCENTAGES}>
          {(percent) => (
            <button
              type="button"
              disabled={natural().quantity === 0n}
              title={`${percent} % ${natural().text}`}
              onClick={() => {
                const quantity = partOf(natural().quantity, percent, props.instrument);
                change({ quantity: decimalText(quantity, quantityScale) });
              }}
            >
              {percent} %
            </button>
          )}
        </For>
      </div>
      <Choices
        label="Time in force"
        choices={TIMES_IN_FORCE.map((choice) => ({
          ...choice,
          title: TIME_IN_FORCE_MEANINGS[choice.name] ?? choice.label,
        }))}
        value={form().timeInForce}
        isDisabled={(timeInForce) => !allowsTimeInForce(form().orderType, timeInForce)}
        onChoose={(timeInForce) => change({ timeInForce })}
      />
      <Show when={hasExpiry(form())}>
        <label class="expires">
          Expires
          <input
            type="datetime-local"
            value={form().expires}
            aria-invalid={problems().expires !== undefined}
            onInput={({ currentTarget }) => change({ expires: currentTarget.value })}
          />
        </label>
        <p class="problem" role="alert">
          {problems().expires && `Expires ${problems().expires}`}
        </p>
      </Show>
      <label class="post-only" title="Canceled if it would trade at once">
        <input
          type="checkbox"
          checked={form().isPostOnly && allowsPostOnly(form())}
          disabled={!allowsPostOnly(form())}
          onChange={({ currentTarget }) => change({ isPostOnly: currentTarget.checked })}
        />
        Post only
      </label>
      <div>
        <dl class="preview">
          <Line name={form().side === Side.BUY ? 'Cost' : 'Proceeds'}>
            {previewText(preview()?.value, priceScale + quantityScale)}
          </Line>
          <Line name="Trades at once">{previewText(preview()?.takes, quantityScale)}</Line>
          <Show when={party()}>
            <Line name="Position once filled">
              {signedText(netQuantity(), quantityScale)}
              <Show when={order()}>
                {(now) => <> → {signedText(netAfter(netQuantity(), now()), quantityScale)}</>}
              </Show>
            </Line>
          </Show>
        </dl>
        <p class="problem" role="status">
          <Show when={preview()?.canceledFor}>{(canceledFor) => cancelText(canceledFor())}</Show>
        </p>
      </div>
      <Show
        when={party()}
        fallback={
          <button type="button" class="button primary" onClick={() => (dashboard.isLoggingIn.value = true)}>
            Log in to trade
          </button>
        }
      >
        <button type="submit" class={`button send ${sideName(form().side)}`}>
          {sendText(order(), form(), props.instrument)}
        </button>
      </Show>
      <p class="problem" role="alert">
        {problems().form}
      </p>
      <Show when={toConfirm()}>
        {(confirmed) => (
          <Dialog title="Send this order?" onClose={() => setToConfirm(undefined)}>
            <p class="confirm-order">{orderText(confirmed(), props.instrument)}</p>
            <label class="row">
              <input
                type="checkbox"
                onChange={(event) => settings.change({ confirmOrders: !event.currentTarget.checked })}
              />
              Do not ask again
            </label>
            <div class="row end">
              <button type="button" class="button quiet" onClick={() => setToConfirm(undefined)}>
                Back
              </button>
              <button
                type="button"
                class={`button send ${sideName(confirmed().side)}`}
                onClick={() => void send(confirmed())}
              >
                Send
              </button>
            </div>
          </Dialog>
        )}
      </Show>
      <p class="faint">
        tick {decimalText(tickSize, priceScale)} · lot {decimalText(lotSize, quantityScale)}
      </p>
    </form>
  );
}

function sendText(order: NewOrder | undefined, { side }: TicketForm, instrument: Instrument): string {
  if (order !== undefined) return orderText(order, instrument);
  return `${side === Side.BUY ? 'Buy' : 'Sell'} ${instrument.symbol}`;
}

function previewText(value: bigint | number | undefined, scale: number): string {
  return value === undefined ? '–' : groupedText(value, scale);
}

function Line(props: { readonly name: string; readonly children: JSX.Element }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
