import type { UnmanagedProcess } from '../schemas/machine.ts';
import { formatMemory, listNames } from './format.ts';

type Unmanaged = readonly UnmanagedProcess[] | null | undefined;

/** What model processes of others keep of a machine's memory, bytes; 0 where nobody could look. */
export const unmanagedBytes = (list: Unmanaged): number =>
  (list ?? []).reduce((sum, it) => sum + it.memoryBytes, 0);

/** `312 GB by ollama (dana)`; of several each, the largest first. */
export const tellUnmanaged = (list: NonNullable<Unmanaged>): string =>
  listNames(list.map((it) => `${formatMemory(it.memoryBytes)} by ${it.program} (${it.user})`));
