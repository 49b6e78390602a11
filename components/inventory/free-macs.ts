import type { MachineView } from './types.ts';

/** Macs by name: those anybody can have now, and those nobody knows of. One that never joined is neither. */
export function freeMacs(machines: readonly MachineView[]): { free: string[]; unknown: string[] } {
  const here = machines.filter((it) => it.status !== 'retired' && it.connection !== 'never');
  const named = (kind: 'free' | 'unknown'): string[] =>
    here.filter((it) => it.holder.kind === kind).map((it) => it.name);
  return { free: named('free'), unknown: named('unknown') };
}
