/** Less than this is how clocks are. */
const SHOWN_MS = 2000;

export const isSkewShown = (skewMs: number | null): skewMs is number =>
  skewMs !== null && Math.abs(skewMs) > SHOWN_MS;

/** "clock 40 s behind the portal's" */
export function skewWords(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const span =
    seconds < 120
      ? `${seconds} s`
      : seconds < 7200
        ? `${Math.round(seconds / 60)} min`
        : `${Math.round(seconds / 3600)} h`;
  return `clock ${span} ${skewMs < 0 ? 'behind' : 'ahead of'} the portal’s`;
}
