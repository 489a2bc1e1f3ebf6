import { Source } from './source.ts';
import type { Storage } from './storage.ts';

export interface Settings {
  readonly theme: 'system' | 'dark' | 'light';
  /** Colours of buy and sell. */
  readonly palette: 'usual' | 'colour-blind';
  readonly confirmOrders: boolean;
  readonly confirmCancelAll: boolean;
  /** A click with Ctrl on a price of the ladder sends what stands in the ticket at once. */
  readonly oneClickTrading: boolean;
  readonly sound: boolean;
  /** The first minute was explained. */
  readonly knowsPage: boolean;
}

const DEFAULTS: Settings = {
  theme: 'system',
  palette: 'usual',
  confirmOrders: true,
  confirmCancelAll: true,
  oneClickTrading: false,
  sound: false,
  knowsPage: false,
};

const ALLOWED: { readonly [Key in keyof Settings]: readonly Settings[Key][] } = {
  theme: ['system', 'dark', 'light'],
  palette: ['usual', 'colour-blind'],
  confirmOrders: [true, false],
  confirmCancelAll: [true, false],
  oneClickTrading: [true, false],
  sound: [true, false],
  knowsPage: [true, false],
};

const KEY = 'settings';

/** How the page looks and asks, kept in the browser. */
export class SettingsStore {
  readonly current: Source<Settings>;
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.current = new Source(readSettings(storage.read(KEY)));
  }

  change(change: Partial<Settings>): void {
    this.current.value = { ...this.current.value, ...change };
    this.#storage.write(KEY, this.current.value);
  }
}

/** Stored settings, of any version of the page: values that are no longer allowed become the defaults. */
export function readSettings(kept: unknown): Settings {
  if (typeof kept !== 'object' || kept === null) return DEFAULTS;
  const good = Object.entries(kept).filter(([key, value]) => isAllowed(key, value));
  return { ...DEFAULTS, ...Object.fromEntries(good) };
}

function isAllowed(key: string, value: unknown): boolean {
  const allowed: Readonly<Record<string, readonly unknown[]>> = ALLOWED;
  return allowed[key]?.includes(value) ?? false;
}
