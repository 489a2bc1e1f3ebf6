interface Situation {
  readonly host: string;
  /** Whether only programs of the same machine can connect. */
  readonly isLoopback: boolean;
  readonly hasAdministrator: boolean;
}

/** What an operator must know when the exchange starts: what is at risk, and what to do. */
export function risksOf({ host, isLoopback, hasAdministrator }: Situation): string[] {
  const risks: string[] = [];
  if (!hasAdministrator) {
    risks.push(
      'there is no administrator, so instruments and parties cannot be created: set ADMIN_ID and ADMIN_PASSWORD and start again',
    );
  }
  if (!isLoopback) {
    risks.push(
      `passwords and tokens are sent in clear text, and ${host} can be reached from other machines: put a proxy that speaks TLS in front, or set HOST=127.0.0.1`,
    );
  }
  return risks;
}
