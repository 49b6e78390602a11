/** `notifyutil -g com.apple.system.thermalpressurelevel`: 0 nominal, 1 moderate, 2 heavy, 3 trapping, 4 sleeping. */
export function parseThermalPressure(text: string): number | null {
  const match = /thermalpressurelevel\s+(\d+)/.exec(text);
  return match === null ? null : Number(match[1]);
}
