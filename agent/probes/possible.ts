/** A number that could be one of a machine; anything else is unknown. */
export const possible = (value: number | null, most: number = Number.MAX_SAFE_INTEGER): number | null =>
  value !== null && value >= 0 && value <= most ? value : null;
