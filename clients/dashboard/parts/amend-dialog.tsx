import { createMemo, createSignal, onMount, Show } from 'solid-js';
import type { Instrument } from '../../../gen/redleaf/v1/instrument_pb.ts';
import type { Order } from '../../../gen/redleaf/v1/order_pb.ts';
import { type AmendForm, checkAmend, consequenceOf } from '../core/amend.ts';
import { decimalText, groupedText } from '../core/decimal.ts';
import {
  boundsOf,
  type NumberName,
  orderText,
  problemsOf,
  stepped,
  type TicketProblems,
} from '../core/ticket.ts';
import { Choices } from './choices.tsx';
import { Dialog } from './dialog.tsx';
import { NumberField } from './number-field.tsx';
import { onPartyChange, useDashboard, useOpenOrders } from './use.ts';

interface Props {
  /** Of one instrument, at least one, as they were when it was opened. */
  readonly orders: readonly Order[];
  /** What it stands beside. */
  readonly anchor: Element;
  /** Which is typed in first; the price when not given. */
  readonly field?: NumberName;
  readonly onClose: () => void;
}

/** Amends or cancels an own order, beside where it is seen; of several the user chooses one. */
export function AmendDialog(props: Props) {
  const { market } = useDashboard();
  const [chosen, setChosen] = createSignal(props.orders[0]);
  onPartyChange(() => props.onClose());
  const instrument = () => market.instrument(props.orders[0]?.instrumentId ?? 0);
  return (
    <Dialog title="Amend the order" anchor={props.anchor} onClose={props.onClose}>
      <Show when={instrument()} keyed>
        {(known) => (
          <div class="stack">
            <Show when={props.orders.length > 1}>
              <Choices
                label="Order"
                choices={props.orders.map((order) => ({
                  value: order,
                  label: groupedText(order.leavesQuantity, known.quantityScale),
                  title: `Order ${order.orderId}`,
                }))}
                value={chosen()}
                onChoose={setChosen}
              />
            </Show>
            <Show when={chosen()} keyed>
              {(order) => (
                <Form
                  order={order}
                  instrument={known}
                  field={props.field ?? 'price'}
                  onClose={props.onClose}
                />
              )}
            </Show>
          </div>
        )}
      </Show>
    </Dialog>
  );
}

interface FormProps {
  readonly order: Order;
  readonly instrument: Instrument;
  readonly field: NumberName;
  readonly onClose: () => void;
}

function Form(props: FormProps) {
  const { orders } = useDashboard();
  const own = useOpenOrders();
  const { priceScale, quantityScale } = props.instrument;
  const [form, setForm] = createSignal<AmendForm>({
    price: decimalText(props.order.price, priceScale),
    quantity: decimalText(props.order.quantity, quantityScale),
  });
  const [problems, setProblems] = createSignal<TicketProblems>({});
  const [isSending, setIsSending] = createSignal(false);
  const now = createMemo(() => own().find(({ order }) => order.orderId === props.order.orderId)?.order);
  const change = (changed: Partial<AmendForm>) => {
    setProblems({});
    setForm((before) => ({ ...before, ...changed }));
  };
  const consequence = () => {
    const checked = checkAmend(props.order, form(), props.instrument);
    return checked.problems === undefined ? consequenceOf(now() ?? props.order, checked.change) : '';
  };
  const submit = async () => {
    if (isSending() || now() === undefined) return;
    // From what the user saw: a number that was left alone stays, whatever has happened since.
    const checked = checkAmend(props.order, form(), props.instrument);
    if (checked.problems !== undefined) {
      setProblems(checked.problems);
      return;
    }
    if (Object.keys(checked.change).length === 0) {
      props.onClose();
      return;
    }
    setIsSending(true);
    const reject = await orders.amend(props.order, checked.change);
    setIsSending(false);
    if (reject === undefined) props.onClose();
    else setProblems(problemsOf(reject));
  };
  const step = (field: NumberName, steps: number) => {
    const bounds = boundsOf(field, props.instrument);
    const start = Number(props.order[field]);
    change({ [field]: stepped(form()[field], steps, { ...bounds, start }) });
  };
  let element: HTMLFormElement | undefined;
  onMount(() => element?.querySelector<HTMLInputElement>(`#amend-${props.field}`)?.select());
  return (
    <form
      class="stack"
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p>{orderText(asOpen(now() ?? props.order), props.instrument)}</p>
      <NumberField
        id="amend-price"
        label="Price"
        value={form().price}
        problem={problems().price}
        onInput={(price) => change({ price })}
        onStep={(steps) => step('price', steps)}
      />
      <NumberField
        id="amend-quantity"
        label="Quantity"
        value={form().quantity}
        problem={problems().quantity}
        onInput={(quantity) => change({ quantity })}
        onStep={(steps) => step('quantity', steps)}
      />
      <p class="muted">
        <Show when={now()} fallback="The order is not open any more.">
          {(order) => (
            <>
              <Show when={order().cumQuantity > 0n}>
                {groupedText(order().cumQuantity, quantityScale)} of the quantity is filled.{' '}
              </Show>
              {consequence()}
            </>
          )}
        </Show>
      </p>
      <p class="problem" role="alert">
        {problems().form}
      </p>
      <div class="row end">
        <button
          type="button"
          class="button"
          disabled={now() === undefined || isSending()}
          onClick={() => {
            void orders.cancel(props.order);
            props.onClose();
          }}
        >
          Cancel the order
        </button>
        <button type="submit" class="button primary" disabled={now() === undefined || isSending()}>
          Amend
        </button>
      </div>
    </form>
  );
}

/** What of it is open. */
function asOpen({ side, orderType, price, leavesQuantity }: Order) {
  return { side, orderType, price: Number(price), quantity: Number(leavesQuantity) };
}
