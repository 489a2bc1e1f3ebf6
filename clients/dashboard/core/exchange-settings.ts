/** Everyone may use it: the exchange offers it on its page. */
export interface OfferedLogin {
  readonly partyId: string;
  readonly password: string;
}

/** What the exchange tells every page. */
export interface ExchangeSettings {
  /** Who one can trade as with one click; there is nobody where no demo runs. */
  readonly logins: readonly OfferedLogin[];
  /** Of IANA: where the days of its candles begin at midnight. */
  readonly marketTimeZone: string;
}

/** From `/dashboard-settings.json`: what an exchange of another version does not say is not there. */
export function readExchangeSettings(answer: unknown): ExchangeSettings {
  const { logins, market_time_zone: zone } = asRecord(answer);
  return {
    logins: Array.isArray(logins) ? logins.map(asRecord).flatMap(offeredLogin) : [],
    marketTimeZone: typeof zone === 'string' && isTimeZone(zone) ? zone : 'UTC',
  };
}

function offeredLogin({ party_id: partyId, password }: Readonly<Record<string, unknown>>): OfferedLogin[] {
  return typeof partyId === 'string' && typeof password === 'string' ? [{ partyId, password }] : [];
}

/** A browser may know fewer than the exchange. */
function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== undefined;
  } catch {
    return false;
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
