import { onCleanup, onMount, type ParentProps } from 'solid-js';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  /** What it stands beside, closed by a click elsewhere; without one it stands in the middle. */
  readonly anchor?: Element;
}

/** A dialog over the page: the browser keeps the focus in it, and Escape closes it. */
export function Dialog(props: ParentProps<Props>) {
  let element: HTMLDialogElement | undefined;
  let isGone = false;
  onMount(() => {
    element?.showModal();
    if (element !== undefined && props.anchor !== undefined) placeBeside(element, props.anchor);
  });
  // The browser gives the focus back when a dialog is closed, not when it is taken away.
  onCleanup(() => {
    isGone = true;
    element?.close();
  });
  return (
    <dialog
      class="dialog"
      classList={{ beside: props.anchor !== undefined }}
      aria-label={props.title}
      ref={element}
      onClose={() => isGone || props.onClose()}
      onPointerDown={(event) => {
        if (props.anchor !== undefined && isOutside(event)) event.currentTarget.close();
      }}
    >
      <h2>{props.title}</h2>
      {props.children}
    </dialog>
  );
}

const GAP_PX = 4;
/** Room for what appears below the fields. */
const SPARE_PX = 60;

function placeBeside(dialog: HTMLElement, anchor: Element): void {
  const { left, top, bottom } = anchor.getBoundingClientRect();
  const rightmost = innerWidth - dialog.offsetWidth - GAP_PX;
  dialog.style.left = `${Math.max(GAP_PX, Math.min(left, rightmost))}px`;
  const fitsBelow = bottom + GAP_PX + dialog.offsetHeight + SPARE_PX <= innerHeight;
  if (fitsBelow) dialog.style.top = `${bottom + GAP_PX}px`;
  else if (dialog.offsetHeight + SPARE_PX <= top) dialog.style.bottom = `${innerHeight - top + GAP_PX}px`;
  else dialog.style.top = `${GAP_PX}px`;
}

/** The page around a dialog belongs to it, as far as the browser tells. */
function isOutside(event: PointerEvent & { readonly currentTarget: Element }): boolean {
  const { left, right, top, bottom } = event.currentTarget.getBoundingClientRect();
  return event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
}
