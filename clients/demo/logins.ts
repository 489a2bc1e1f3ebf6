/** Everyone may know these: the demo listens on a loopback address only. */
export interface DemoLogin {
  readonly partyId: string;
  readonly password: string;
}

/** The trading page offers those who can log in. */
export const DEMO_PEOPLE: readonly DemoLogin[] = [
  { partyId: 'alice', password: 'alice-demo' },
  { partyId: 'bob', password: 'bob-demo' },
];
