import type bcryptType from 'bcrypt';
import { vi } from 'vitest';

/** bcrypt at its lowest cost, because the tests make thousands of hashes. Only `passwords.interop.ts` needs the real cost. */
vi.mock('bcrypt', async (importOriginal) => {
  const { default: bcrypt } = await importOriginal<{ readonly default: typeof bcryptType }>();
  return { default: { ...bcrypt, hash: (password: string) => bcrypt.hash(password, 4) } };
});
