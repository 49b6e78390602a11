import type { CustomFieldKind } from '../schemas/custom-field.ts';
import type { ToldKind } from '../schemas/machine-history.ts';
import type { CustomValue } from '../schemas/register.ts';
import type { RegisterFieldKind } from './register-fields.ts';
import { tellValue } from './told-value.ts';

/** A field of the register, or one of the lab's own. */
export type ToldField = { key: string; kind: RegisterFieldKind | CustomFieldKind };
/** What the value of some fields is the id of. */
export type NamedKind = 'person' | 'team' | 'model';

const KINDS: Record<ToldField['kind'], ToldKind> = {
  text: 'text',
  note: 'text',
  number: 'number',
  date: 'date',
  money: 'money',
  rate: 'rate',
  months: 'months',
  watts: 'watts',
  gigabytes: 'memory',
  person: 'text',
  team: 'text',
  model: 'text',
  ownership: 'ownership',
  status: 'status',
  choice: 'text',
  yes_no: 'yes_no',
};
export const toldKind = ({ key, kind }: ToldField): ToldKind => (key === 'diskBytes' ? 'disk' : KINDS[kind]);

export const namedKind = ({ kind }: ToldField): NamedKind | null =>
  kind === 'person' || kind === 'team' || kind === 'model' ? kind : null;

/** A name that is known, or what is said in its place. */
export function nameOr(of: NamedKind, id: string, name: string | undefined): string {
  if (name !== undefined) return name;
  if (of === 'model') return id;
  return of === 'person' ? 'somebody who has left' : 'a team that is gone';
}

type Around = {
  currency: string;
  /** Left out where names stand for the ids already. */
  nameOf?: (of: NamedKind, id: string) => string | undefined;
};

/** What is entered in a field, in people's words; null where nothing is. */
export function tellField(
  field: ToldField,
  value: CustomValue | undefined,
  { currency, nameOf }: Around,
): string | null {
  const of = namedKind(field);
  if (of && nameOf && typeof value === 'string' && value !== '') return nameOr(of, value, nameOf(of, value));
  // No field is a moment: neither zone nor clock comes in.
  return tellValue(toldKind(field), value ?? null, { currency, timeZone: 'UTC', now: 0 });
}
