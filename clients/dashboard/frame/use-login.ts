import { createSignal } from 'solid-js';
import { RedleafError } from '../../typescript/redleaf-error.ts';
import { useDashboard } from '../parts/use.ts';

/** A log-in, whether it is under way, and what was wrong with the last one. */
export function useLogin() {
  const { api, session } = useDashboard();
  const [problem, setProblem] = createSignal('');
  const [isWaiting, setIsWaiting] = createSignal(false);
  const login = async (partyId: string, password: string) => {
    setProblem('');
    setIsWaiting(true);
    try {
      await session.login(api, partyId, password);
    } catch (thrown) {
      setProblem(RedleafError.from(thrown).message);
    } finally {
      setIsWaiting(false);
    }
  };
  return { login, problem, isWaiting };
}

export type LoginAttempt = ReturnType<typeof useLogin>;
