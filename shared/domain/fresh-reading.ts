/** A reading or a word that is older than this says nothing of now. */
const FRESH_MS = 30_000;

type Heard<R> = { agentState: string | null; reading: R | null };

/** What a machine's agent measured just now, as it is kept; null where it is away or measured nothing lately. */
export function freshReading<R extends { at?: unknown }>(
  { agentState, reading }: Heard<R>,
  now: Date,
): R | null {
  const at = typeof reading?.at === 'string' ? Date.parse(reading.at) : Number.NaN;
  return agentState === 'online' && now.getTime() - at <= FRESH_MS ? reading : null;
}

/** What an agent of another version said in another shape is no figure. */
export const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
