interface Situation {
  readonly host: string;
  /** Whether programs of other machines can connect without TLS. */
  readonly isClearText: boolean;
  readonly hasAdministrator: boolean;
}

/** Warnings for the operator at the start, with their remedies. */
export function risksOf({ host, isClearText, hasAdministrator }: Situation): string[] {
  const risks: string[] = [];
  if (!hasAdministrator) {
    risks.push(
      'there is no administrator, so instruments and parties cannot be created: set ADMIN_ID and ADMIN_PASSWORD and start again',
    );
  }
  if (isClearText) {
    risks.push(
      `ALLOW_CLEAR_TEXT is on, and ${host} can be reached from other machines: passwords and tokens are safe only behind a TLS proxy or in a trusted network`,
    );
  }
  return risks;
}
