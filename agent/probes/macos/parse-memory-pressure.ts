/** Free share, 0 to 1, from the last line of `memory_pressure`: "System-wide memory free percentage: 71%". */
export function parseMemoryPressure(text: string): number | null {
  const match = /free percentage:\s*(\d{1,3})%/.exec(text);
  const percent = match === null ? null : Number(match[1]);
  return percent === null || percent > 100 ? null : percent / 100;
}
