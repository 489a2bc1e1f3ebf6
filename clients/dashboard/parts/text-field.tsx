import { Show } from 'solid-js';

interface Props {
  /** Unlike any other of the page. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (typed: string) => void;
  readonly problem: string | undefined;
  readonly type?: 'text' | 'password';
  readonly placeholder?: string;
  readonly autocomplete?: string;
  readonly isNumber?: boolean;
}

/** A field of a form, with what is wrong with it below. */
export function TextField(props: Props) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <input
        id={props.id}
        class="input"
        classList={{ number: props.isNumber ?? false }}
        type={props.type ?? 'text'}
        inputMode={props.isNumber ? 'decimal' : 'text'}
        autocomplete={props.autocomplete ?? 'off'}
        placeholder={props.placeholder ?? ''}
        value={props.value}
        aria-invalid={props.problem !== undefined}
        aria-describedby={`${props.id}-problem`}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <p class="problem" id={`${props.id}-problem`}>
        <Show when={props.problem}>
          {props.label} {props.problem}
        </Show>
      </p>
    </div>
  );
}
