import type { CheckCode, ReadinessCheck } from '../domain/readiness-check.ts';
import { checkReadiness, type Readiness, type ReadinessRequest } from '../domain/readiness.ts';
import { joinThunderbolt } from '../domain/topology.ts';
import type { MachineFacts } from '../schemas/machine.ts';
import type { Macs, MacSpec } from './cabled-macs.ts';

export const FOUR = ['Anjou', 'Bosc', 'Comice', 'Concorde'];
export const PAIR = ['Anjou', 'Bosc'];

export const specsOf = (names: readonly string[], more: Partial<MacSpec> = {}): MacSpec[] =>
  names.map((name) => ({ name, ...more }));
export const judge = (macs: Macs, more: Partial<ReadinessRequest> = {}): Readiness =>
  checkReadiness({ ...macs, ...more });
export const states = ({ verdicts }: Readiness): Record<string, string> =>
  Object.fromEntries(Object.entries(verdicts).map(([kind, { state }]) => [kind, state]));
export const findCheck = ({ checks }: Readiness, code: CheckCode): ReadinessCheck | undefined =>
  checks.find((check) => check.code === code);

/** The same Macs with other facts, their cables joined anew. */
export function changeFacts(
  macs: Macs,
  name: string,
  to: (facts: MachineFacts) => Partial<MachineFacts>,
): Macs {
  const machines = macs.machines.map((machine) =>
    machine.name === name && machine.facts
      ? { ...machine, facts: { ...machine.facts, ...to(machine.facts) } }
      : machine,
  );
  return { machines, links: joinThunderbolt(machines) };
}
