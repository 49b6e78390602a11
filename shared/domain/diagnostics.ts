/** What a report of a bug needs of a session, as a file. */
export const diagnosticsOf = (sessionId: string): string =>
  `/api/sessions/diagnostics.md?session=${sessionId}`;
export const DIAGNOSTICS_HOLD =
  'Steps, machines, versions and last lines, without secrets, names, addresses, questions or answers';
