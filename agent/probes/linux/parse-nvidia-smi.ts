export const NVIDIA_QUERY = ['utilization.gpu', 'power.draw', 'temperature.gpu'] as const;

/** All cards together: mean utilisation, summed watts, hottest card. A value that a card doesn't give is `null`. */
export type GpuReading = {
  utilisationRatio: number | null;
  powerWatts: number | null;
  celsius: number | null;
};

/** `[N/A]`, `[Not Supported]` and anything else that is no number. */
function toNumber(cell: string | undefined): number | null {
  const text = cell?.trim() ?? '';
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** Lines of `nvidia-smi --query-gpu=… --format=csv,noheader,nounits`, one a card, in the order of `NVIDIA_QUERY`. */
export function parseNvidiaSmi(text: string): GpuReading | null {
  const cards = text
    .split('\n')
    .map((line) => line.split(','))
    // A driver that fails says so in prose, on standard output.
    .filter(
      (cells) => cells.length === NVIDIA_QUERY.length && cells.every((cell) => /^\s*(\d|\[|N\/A)/.test(cell)),
    )
    .map(([utilisation, power, celsius]) => ({
      utilisation: toNumber(utilisation),
      power: toNumber(power),
      celsius: toNumber(celsius),
    }));
  if (cards.length === 0) return null;
  const busy = cards.flatMap((card) => (card.utilisation === null ? [] : [card.utilisation]));
  const degrees = cards.flatMap((card) => (card.celsius === null ? [] : [card.celsius]));
  // One silent card makes the sum unknown, not smaller.
  const watts = cards.every((card) => card.power !== null) ? cards.map((card) => card.power ?? 0) : null;
  return {
    utilisationRatio:
      busy.length === 0 ? null : busy.reduce((sum, value) => sum + value, 0) / busy.length / 100,
    powerWatts: watts === null ? null : watts.reduce((sum, value) => sum + value, 0),
    celsius: degrees.length === 0 ? null : Math.max(...degrees),
  };
}
