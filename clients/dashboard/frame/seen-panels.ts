import type { Accessor } from 'solid-js';
import { PANELS } from '../panels/all-panels.ts';
import { useDashboard, useSource } from '../parts/use.ts';

/** Whether a panel is for the party that is logged in. */
export function useSeenPanels(): Accessor<(id: string) => boolean> {
  const party = useSource(useDashboard().session.party);
  return () => {
    const isAdmin = party()?.isAdmin === true;
    return (id) => {
      const panel = PANELS.get(id);
      return panel !== undefined && (isAdmin || panel.isForAdmins !== true);
    };
  };
}
