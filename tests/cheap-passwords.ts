import type bcryptType from 'bcrypt';
import { vi } from 'vitest';

/** bcrypt at its lowest cost: the tests make thousands of hashes, and only `passwords.interop.ts` is about what they cost. */
vi.mock('bcrypt', async (importOriginal) => {
  const { default: bcrypt } = await importOriginal<{ readonly default: typeof bcryptType }>();
  return { default: { ...bcrypt, hash: (password: string) => bcrypt.hash(password, 4) } };
});
