import { readAmount } from '@/shared/domain/register-draft.ts';
import { fromLocal, toLocal } from '@/shared/domain/zoned-time.ts';
import { RentalFields } from '@/shared/schemas/rental.ts';
import type { RentalView } from '../types.ts';

/** As the dialog's fields hold it: text, empty for "not entered". */
export type RentalForm = Record<
  | 'provider'
  | 'instanceType'
  | 'hostId'
  | 'hourlyPrice'
  | 'priceAsOf'
  | 'minimumHours'
  | 'allocatedDay'
  | 'allocatedTime'
  | 'releasedDay'
  | 'releasedTime'
  | 'hostState',
  string
>;
export type RentalProblems = Partial<Record<keyof RentalForm, string>>;

const USUAL = { provider: 'AWS EC2 Mac', minimumHours: '24' };
const NO_TIME = { day: '', time: '' };

export function rentalForm(rental: RentalView | null, zone: string): RentalForm {
  const allocated = rental?.allocatedAt ? toLocal(rental.allocatedAt, zone) : NO_TIME;
  const released = rental?.releasedAt ? toLocal(rental.releasedAt, zone) : NO_TIME;
  return {
    provider: rental?.provider ?? USUAL.provider,
    instanceType: rental?.instanceType ?? '',
    hostId: rental?.hostId ?? '',
    hourlyPrice: rental?.hourlyPrice == null ? '' : String(rental.hourlyPrice),
    priceAsOf: rental?.priceAsOf ?? '',
    minimumHours: rental ? String(rental.minimumHours) : USUAL.minimumHours,
    allocatedDay: allocated.day,
    allocatedTime: allocated.time,
    releasedDay: released.day,
    releasedTime: released.time,
    hostState: rental?.hostState ?? '',
  };
}

type Values = Omit<RentalFields, 'allocatedAt' | 'releasedAt'> & {
  allocatedAt: string | null;
  releasedAt: string | null;
};

/** What to store, or null with what is wrong beside each field. */
export function readRentalForm(
  form: RentalForm,
  zone: string,
): { values: Values | null; problems: RentalProblems } {
  const problems: RentalProblems = {};
  const text = (key: keyof RentalForm): string | null => form[key].trim() || null;
  const moment = (kind: 'allocated' | 'released'): string | null => {
    const [day, time] = [form[`${kind}Day`], form[`${kind}Time`]];
    if (day === '') return null;
    const at = fromLocal(day, time || '00:00', zone);
    if (!at) problems[`${kind}Day`] = 'This is no date and time.';
    return at?.toISOString() ?? null;
  };
  if (!text('provider')) problems.provider = 'Say who rents it out.';
  const price = text('hourlyPrice') === null ? null : readAmount(form.hourlyPrice, 'rate');
  if (typeof price === 'object' && price !== null) problems.hourlyPrice = price.problem;
  const minimumHours = Number(text('minimumHours') ?? 0);
  if (!RentalFields.shape.minimumHours.safeParse(minimumHours).success)
    problems.minimumHours = 'Give whole hours, from 0 to 8760.';
  const [allocatedAt, releasedAt] = [moment('allocated'), moment('released')];
  if (allocatedAt && releasedAt && releasedAt < allocatedAt)
    problems.releasedDay = 'It is given back before it was allocated.';
  if (Object.keys(problems).length > 0) return { values: null, problems };
  return {
    problems,
    values: {
      provider: form.provider.trim(),
      instanceType: text('instanceType'),
      hostId: text('hostId'),
      hourlyPrice: typeof price === 'number' ? price : null,
      priceAsOf: text('priceAsOf'),
      minimumHours,
      allocatedAt,
      releasedAt,
      hostState: text('hostState'),
    },
  };
}
