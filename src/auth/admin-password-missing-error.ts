/** The administrator has no password, and the settings have none for it. */
export class AdminPasswordMissingError extends Error {
  readonly partyId: string;

  constructor(partyId: string) {
    super(`ADMIN_PASSWORD: the administrator ${partyId} has no password yet; set one for this start`);
    this.name = 'AdminPasswordMissingError';
    this.partyId = partyId;
  }
}
