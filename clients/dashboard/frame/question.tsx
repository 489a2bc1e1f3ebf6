import { Show } from 'solid-js';
import type { Question } from '../core/dashboard.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useDashboard, useSourceNow } from '../parts/use.ts';

/** Asks once before what cannot be undone. */
export function QuestionDialog() {
  const { question } = useDashboard();
  const asked = useSourceNow(question);
  return <Show when={asked()}>{(now) => <Asked question={now()} />}</Show>;
}

function Asked(props: { readonly question: Question }) {
  const { question, settings } = useDashboard();
  const close = () => {
    question.value = undefined;
  };
  const yes = () => {
    // Closed, there is no question to read it from.
    const { onYes } = props.question;
    close();
    onYes();
  };
  return (
    <Dialog title={props.question.title} onClose={close}>
      <label class="row">
        <input
          type="checkbox"
          onChange={(event) => settings.change({ [props.question.setting]: !event.currentTarget.checked })}
        />
        Do not ask again
      </label>
      <div class="row end">
        <button type="button" class="button quiet" onClick={close}>
          Back
        </button>
        <button type="button" class="button primary" onClick={yes}>
          {props.question.yes}
        </button>
      </div>
    </Dialog>
  );
}
