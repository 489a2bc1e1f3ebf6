import './style/tokens.css';
import './style/base.css';
import './style/controls.css';
import './frame/frame.css';
import { createConnectTransport } from '@connectrpc/connect-web';
import { render } from 'solid-js/web';
import { withToken } from './core/api.ts';
import { Dashboard } from './core/dashboard.ts';
import { type ExchangeSettings, readExchangeSettings } from './core/exchange-settings.ts';
import { App } from './frame/app.tsx';
import { playCues } from './frame/sound.ts';
import { followTheme } from './frame/theme.ts';
import { DashboardContext } from './parts/use.ts';

const dashboard = new Dashboard({
  transport: (token) =>
    createConnectTransport({
      baseUrl: location.origin,
      useBinaryFormat: true,
      interceptors: [withToken(token)],
      binaryOptions: { readUnknownFields: false },
    }),
  settings: await readSettings(),
  texts: localStore(),
});
followTheme(dashboard.settings.current);
playCues(dashboard.cue, dashboard.settings.current);
dashboard.start();
window.addEventListener('online', () => dashboard.reopen());

const page = document.querySelector('#page');
if (page !== null) {
  render(
    () => (
      <DashboardContext.Provider value={dashboard}>
        <App />
      </DashboardContext.Provider>
    ),
    page,
  );
}

async function readSettings(): Promise<ExchangeSettings> {
  try {
    return readExchangeSettings(await (await fetch('/dashboard-settings.json')).json());
  } catch {
    return readExchangeSettings(undefined);
  }
}

/** A browser that forbids it throws already when it is named. */
function localStore(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
