/** Labels of an axis from its ticks: as `format` says, unless that makes two of them the same; then two digits each. */
export function tickLabels(ticks: readonly number[], format: (value: number) => string): string[] {
  const labels = ticks.map(format);
  if (new Set(labels).size === labels.length) return labels;
  return ticks.map((it) => String(Number(it.toPrecision(2))));
}
