import { observedField } from '@/shared/domain/observed-fields.ts';
import { tellValue } from '@/shared/domain/told-value.ts';
import type { Told, ToldKind } from '@/shared/schemas/machine-history.ts';

type Change = { field: string; before: unknown; after: unknown };

/** A value of the facts as one of a history; what has parts is written out. */
export function toTold(value: unknown): Told {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value).slice(0, 200);
}

// Facts hold no moments and no money: neither zone nor currency comes in.
const FACTS = { timeZone: 'UTC', currency: 'EUR', now: 0 };
const words = (kind: ToldKind, value: unknown): string => tellValue(kind, toTold(value), FACTS) ?? 'unknown';

/** What its agent saw change, in words. */
export function tellObserved({ field, before, after }: Change) {
  const { label, kind } = observedField(field);
  return { label, from: words(kind, before), to: words(kind, after) };
}
