import type { AgentConnection } from '@/shared/schemas/machine.ts';

/** Whose word is of now. */
export const answers = (connection: AgentConnection): boolean =>
  connection === 'online' || connection === 'suspect';
