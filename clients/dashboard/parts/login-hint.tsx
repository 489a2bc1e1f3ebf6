import { useDashboard } from './use.ts';

/** Why one would log in, and the way there. */
export function LoginHint(props: { readonly why: string }) {
  const { isLoggingIn } = useDashboard();
  return (
    <>
      <p>{props.why}</p>
      <button type="button" class="button" onClick={() => (isLoggingIn.value = true)}>
        Log in
      </button>
    </>
  );
}
