interface Situation {
  readonly host: string;
  /** Whether programs of other machines can connect without TLS. */
  readonly isClearText: boolean;
  readonly hasAdministrator: boolean;
}

/** What an operator must know when the exchange starts: what is at risk, and what to do. */
export function risksOf({ host, isClearText, hasAdministrator }: Situation): string[] {
  const risks: string[] = [];
  if (!hasAdministrator) {
    risks.push(
      'there is no administrator, so instruments and parties cannot be created: set ADMIN_ID and ADMIN_PASSWORD and start again',
    );
  }
  if (isClearText) {
    risks.push(
      `ALLOW_CLEAR_TEXT is on, and ${host} can be reached from other machines: passwords and tokens are safe only behind a proxy that speaks TLS, or in a network that is trusted`,
    );
  }
  return risks;
}
