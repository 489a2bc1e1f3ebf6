// With `node --import`, a clock that is 60 days late: for a page about an exchange that has run for a while.
const now = Date.now;
Date.now = () => now() - 60 * 86_400_000;
