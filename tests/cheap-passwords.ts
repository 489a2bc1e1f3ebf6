import { vi } from 'vitest';

/** The tests make thousands of hashes. Only the tests of passwords need the real cost. */
vi.mock('bcrypt', () => import('./cheap-bcrypt.ts'));
