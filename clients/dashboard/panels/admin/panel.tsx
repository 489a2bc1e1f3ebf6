import { createSignal, Match, Show, Switch } from 'solid-js';
import { Choices } from '../../parts/choices.tsx';
import { useDashboard, useSource } from '../../parts/use.ts';
import type { Panel } from '../panel.ts';
import './admin.css';
import { NewInstrument } from './new-instrument.tsx';
import { Parties } from './parties.tsx';
import { Sessions } from './sessions.tsx';
import { tools } from './tools.tsx';

export const panel: Panel = {
  ...{ id: 'admin', title: 'Admin', Body: Administration, Tools: AdminTools, isForAdmins: true },
};

const SUBJECTS = [
  { value: 'instrument', label: 'New instrument' },
  { value: 'parties', label: 'Parties' },
  { value: 'sessions', label: 'Sessions' },
] as const;

type Subject = (typeof SUBJECTS)[number]['value'];

const [subject, setSubject] = createSignal<Subject>('instrument');

function AdminTools() {
  return (
    <Show when={subject() !== 'instrument'}>
      <tools.Tools />
    </Show>
  );
}

/** What an administrator does: list instruments, and decide who may trade. */
function Administration() {
  const party = useSource(useDashboard().session.party);
  return (
    <Show
      when={party()?.isAdmin}
      fallback={<div class="empty">This is for administrators. Log in as one to see it.</div>}
    >
      <div class="admin">
        <div class="admin-subjects">
          <Choices label="Subject" choices={SUBJECTS} value={subject()} onChoose={setSubject} />
        </div>
        <div class="admin-body">
          <Switch>
            <Match when={subject() === 'instrument'}>
              <NewInstrument />
            </Match>
            <Match when={subject() === 'parties'}>
              <Parties />
            </Match>
            <Match when={subject() === 'sessions'}>
              <Sessions />
            </Match>
          </Switch>
        </div>
      </div>
    </Show>
  );
}
