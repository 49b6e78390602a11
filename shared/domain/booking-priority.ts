import type { PolicyMachine, PolicyPerson } from './policy-rules.ts';
import { HOUR_MS, type Policy, ruleFor } from './policy-rules.ts';

export type InTheWay = {
  machine: PolicyMachine;
  kind: 'booking' | 'hold' | 'maintenance';
  /** Whose booking it is; null for what is none. */
  person: PolicyPerson | null;
  startsAt: Date;
};

const levelOf = (
  policy: Pick<Policy, 'rules'>,
  person: PolicyPerson | null,
  machine: PolicyMachine,
): number => ruleFor({ rules: policy.rules, person }, 'priority', machine)?.value.level ?? 0;

/** Why somebody may not take this booking of another's for their own, or null when they may. */
export function whyNoWay(
  policy: Policy,
  { machine, kind, person, startsAt }: InTheWay,
  now: Date,
): string | null {
  if (kind === 'maintenance') return `Maintenance of ${machine.name} stays where it is.`;
  if (!person || kind === 'hold') return `${machine.name} is being booked at this moment.`;
  if (person.id === policy.person?.id) return `${machine.name} is yours then already.`;
  if (startsAt <= now) return `The booking of ${machine.name} has begun.`;
  const mine = ruleFor(policy, 'priority', machine);
  const [level, other] = [mine?.value.level ?? 0, levelOf(policy, person, machine)];
  if (level <= other)
    return `Your priority on ${machine.name} is ${level}; the booking in the way has ${other}.`;
  const noticeHours = mine?.value.noticeHours ?? 0;
  const aheadMs = startsAt.getTime() - now.getTime();
  if (aheadMs >= noticeHours * HOUR_MS) return null;
  const ahead = Math.floor((aheadMs / HOUR_MS) * 10) / 10;
  return `By priority a booking makes way ${noticeHours} h before its start at least; ${machine.name} is ${ahead} h ahead.`;
}
