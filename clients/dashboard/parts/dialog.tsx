import { onMount, type ParentProps } from 'solid-js';

/** A dialog over the page: the browser keeps the focus in it, and Escape closes it. */
export function Dialog(props: ParentProps<{ readonly title: string; readonly onClose: () => void }>) {
  let element: HTMLDialogElement | undefined;
  onMount(() => element?.showModal());
  return (
    <dialog class="dialog" aria-label={props.title} ref={element} onClose={() => props.onClose()}>
      <h2>{props.title}</h2>
      {props.children}
    </dialog>
  );
}
