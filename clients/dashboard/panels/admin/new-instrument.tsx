import { createSignal, For } from 'solid-js';
import { RedleafError } from '../../../typescript/redleaf-error.ts';
import { groupedText } from '../../core/decimal.ts';
import {
  checkInstrument,
  EMPTY_INSTRUMENT,
  type InstrumentField,
  type InstrumentProblems,
  instrumentProblems,
} from '../../core/instrument-form.ts';
import { TextField } from '../../parts/text-field.tsx';
import { useDashboard } from '../../parts/use.ts';

const FIELDS: readonly {
  readonly name: InstrumentField;
  readonly label: string;
  readonly placeholder?: string;
  readonly isText?: boolean;
}[] = [
  { name: 'symbol', label: 'Symbol', isText: true },
  { name: 'description', label: 'Description', isText: true },
  { name: 'instrument_id', label: 'Number', placeholder: 'the next' },
  { name: 'price_scale', label: 'Decimal places of a price' },
  { name: 'quantity_scale', label: 'Decimal places of a quantity' },
  { name: 'tick_size', label: 'Tick', placeholder: 'smallest possible' },
  { name: 'lot_size', label: 'Lot', placeholder: 'smallest possible' },
  { name: 'min_price', label: 'Lowest price', placeholder: 'the tick' },
  { name: 'max_price', label: 'Highest price', placeholder: '100,000,000 minor units' },
  { name: 'max_quantity', label: 'Largest quantity', placeholder: 'largest possible' },
];

export function NewInstrument() {
  const { api, log } = useDashboard();
  const [form, setForm] = createSignal(EMPTY_INSTRUMENT);
  const [problems, setProblems] = createSignal<InstrumentProblems>({});
  const [isSending, setIsSending] = createSignal(false);
  const submit = async () => {
    const checked = checkInstrument(form());
    setProblems(checked.problems ?? {});
    if (checked.problems !== undefined) return;
    setIsSending(true);
    try {
      const { instrument } = await api.admin.createInstrument(checked.request);
      setForm(EMPTY_INSTRUMENT);
      if (instrument === undefined) return;
      const { symbol, maxQuantity, quantityScale, maxPrice, priceScale } = instrument;
      const bounds = `up to ${groupedText(maxQuantity, quantityScale)} at ${groupedText(maxPrice, priceScale)}`;
      log.add('good', `${symbol} is listed: orders ${bounds}`);
    } catch (thrown) {
      setProblems(instrumentProblems(RedleafError.from(thrown), form()));
    } finally {
      setIsSending(false);
    }
  };
  return (
    <form
      class="admin-form"
      aria-label="New instrument"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <For each={FIELDS}>
        {({ name, label, placeholder, isText }) => (
          <TextField
            id={`instrument-${name}`}
            label={label}
            placeholder={placeholder ?? ''}
            isNumber={isText !== true}
            value={form()[name]}
            problem={problems()[name]}
            onInput={(typed) => {
              setForm({ ...form(), [name]: typed });
              setProblems({ ...problems(), [name]: undefined });
            }}
          />
        )}
      </For>
      <p class="problem wide" role="alert">
        {problems().form}
      </p>
      <div class="row end wide">
        <button type="submit" class="button primary" disabled={isSending()}>
          List the instrument
        </button>
      </div>
    </form>
  );
}
