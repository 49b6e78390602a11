/** MLX and mlx-lm; a simulated engine has neither. */
export function versionWords({ mlx, mlxLm }: { mlx: string | null; mlxLm: string | null }): string {
  if (mlx === 'simulated') return 'simulated engine';
  return mlx === null && mlxLm === null ? 'versions not told' : `MLX ${mlx ?? '?'} · mlx-lm ${mlxLm ?? '?'}`;
}

/** Three digits that count. */
export const rateText = (rate: number): string => String(Number(rate.toPrecision(3)));

export const firstTokenText = (ms: number): string =>
  ms < 995 ? `${Math.round(ms)} ms` : `${rateText(ms / 1000)} s`;
