import { macName } from '../data/mac-models.ts';
import type { RuleScope } from '../schemas/booking-rule.ts';
import type { PolicyMachine } from './policy-rules.ts';

/** The machine or model of Mac that a rule is about, by its name; null where it is about none. */
export function scopeName({ scope, machine }: { scope: RuleScope; machine: PolicyMachine }): string | null {
  if (scope === 'machine') return machine.name;
  if (scope !== 'model' || machine.catalogId === null) return null;
  return macName(machine.catalogId);
}
