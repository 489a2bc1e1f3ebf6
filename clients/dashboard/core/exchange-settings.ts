/** Everyone may use it: the exchange offers it on its page. */
export interface OfferedLogin {
  readonly partyId: string;
  readonly password: string;
}

/** What the exchange tells every page. */
export interface ExchangeSettings {
  /** Who one can trade as with one click; there is nobody where no demo runs. */
  readonly logins: readonly OfferedLogin[];
}

/** From `/dashboard-settings.json`: what an exchange of another version does not say is not there. */
export function readExchangeSettings(answer: unknown): ExchangeSettings {
  const { logins } = asRecord(answer);
  if (!Array.isArray(logins)) return { logins: [] };
  return { logins: logins.map(asRecord).flatMap(offeredLogin) };
}

function offeredLogin({ party_id: partyId, password }: Readonly<Record<string, unknown>>): OfferedLogin[] {
  return typeof partyId === 'string' && typeof password === 'string' ? [{ partyId, password }] : [];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
