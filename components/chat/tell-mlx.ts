type Versions = { mlx: string | null; mlxLm: string | null; simulated: boolean };

/** The versions of what computed it; simulated Macs have none. */
export const tellMlx = ({ mlx, mlxLm, simulated }: Versions): string =>
  simulated ? 'simulated' : `${mlx ?? 'unknown'} · lm ${mlxLm ?? 'unknown'}`;
