import { Dialog } from './dialog.tsx';

interface Props {
  readonly title: string;
  /** What it would do. */
  readonly text: string;
  readonly verb: string;
  readonly onAnswer: (isConfirmed: boolean) => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm(props: Props) {
  return (
    <Dialog title={props.title} onClose={() => props.onAnswer(false)}>
      <div class="stack">
        <p>{props.text}</p>
        <div class="row end">
          <button type="button" class="button quiet" onClick={() => props.onAnswer(false)}>
            Back
          </button>
          <button type="button" class="button primary" onClick={() => props.onAnswer(true)}>
            {props.verb}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
