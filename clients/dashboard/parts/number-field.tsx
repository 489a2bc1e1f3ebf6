import { Show } from 'solid-js';

/** Of the wheel, in pixels: a notch of a mouse is more, a trackpad sends many small ones. */
const WHEEL_STEP = 50;

interface Props {
  /** Unlike any other of the page. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onInput: (typed: string) => void;
  readonly onStep: (steps: number) => void;
}

/** A number that the arrow keys move, and the wheel while it has the focus; with Shift by ten. */
export function NumberField(props: Props) {
  let turned = 0;
  // Only in the field that has the focus: others are scrolled over.
  const turn = (event: WheelEvent & { readonly currentTarget: HTMLInputElement }) => {
    if (document.activeElement !== event.currentTarget) return;
    event.preventDefault();
    // With Shift the wheel goes sideways.
    turned -= event.deltaY || event.deltaX;
    const steps = Math.trunc(turned / WHEEL_STEP);
    turned -= steps * WHEEL_STEP;
    if (steps !== 0) props.onStep(steps * (event.shiftKey ? 10 : 1));
  };
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <input
        id={props.id}
        class="input number"
        inputMode="decimal"
        autocomplete="off"
        value={props.value}
        aria-invalid={props.problem !== undefined}
        aria-describedby={`${props.id}-problem`}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onWheel={turn}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          props.onStep((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1));
        }}
      />
      <p class="problem" id={`${props.id}-problem`}>
        <Show when={props.problem}>
          {props.label} {props.problem}
        </Show>
      </p>
    </div>
  );
}
