import { createRequire } from 'node:module';
import type bcryptType from 'bcrypt';

// Not by an import, which is replaced by this module.
const real: typeof bcryptType = createRequire(import.meta.url)('bcrypt');

/** bcrypt at its lowest cost. One object for all test files of a process, as their modules are: what a test spies on is what the sources call. */
export default { ...real, hash: (password: string) => real.hash(password, 4) };
