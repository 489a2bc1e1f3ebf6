/** A price whose leading digits, those that its neighbours share, stand back. */
export function Price(props: { readonly text: string; readonly dimmed: number }) {
  return (
    <span class="price">
      <span class="faint">{props.text.slice(0, props.dimmed)}</span>
      {props.text.slice(props.dimmed)}
    </span>
  );
}

/** A number coloured by its sign, with a mark beside it. */
export function Change(props: { readonly text: string; readonly sign: number }) {
  return (
    <span classList={{ buy: props.sign > 0, sell: props.sign < 0, muted: props.sign === 0 }}>
      {props.text}
      <span class="mark" aria-hidden="true">
        {props.sign > 0 ? '▲' : props.sign < 0 ? '▼' : ''}
      </span>
    </span>
  );
}
