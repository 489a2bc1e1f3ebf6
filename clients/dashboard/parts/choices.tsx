import { For } from 'solid-js';

interface Props<Value> {
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly title?: string }[];
  readonly value: Value;
  readonly isDisabled?: (value: Value) => boolean;
  readonly onChoose: (value: Value) => void;
}

/** A few buttons of which one is chosen. */
export function Choices<Value>(props: Props<Value>) {
  return (
    <div class="choices" role="group" aria-label={props.label}>
      <For each={props.choices}>
        {(choice) => (
          <button
            type="button"
            title={choice.title}
            aria-pressed={choice.value === props.value}
            disabled={props.isDisabled?.(choice.value)}
            onClick={() => props.onChoose(choice.value)}
          >
            {choice.label}
          </button>
        )}
      </For>
    </div>
  );
}
