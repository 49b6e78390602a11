import { expect, test } from 'vitest';
import type { RentalView } from '../types.ts';
import { readRentalForm, rentalForm } from './rental-form.ts';

const ZONE = 'Europe/Berlin';
const RENTAL: RentalView = {
  provider: 'AWS EC2 Mac',
  instanceType: 'mac2.metal',
  hostId: 'h-0123',
  hourlyPrice: 0.878,
  priceAsOf: '2026-10-01',
  minimumHours: 24,
  allocatedAt: '2026-11-18T08:30:00.000Z',
  releasedAt: null,
  hostState: 'available',
  hostStateAt: '2026-11-18T08:30:00.000Z',
  pendingMs: 0,
};

test('what is entered goes through the form as it is, times in the lab’s zone', () => {
  const form = rentalForm(RENTAL, ZONE);
  expect(form).toMatchObject({ allocatedDay: '2026-11-18', allocatedTime: '09:30', hourlyPrice: '0.878' });
  const { hostStateAt, pendingMs, ...entered } = RENTAL;
  expect([hostStateAt, pendingMs]).toEqual(['2026-11-18T08:30:00.000Z', 0]);
  expect(readRentalForm(form, ZONE)).toEqual({ values: entered, problems: {} });
});

test('a new one starts with the usual, and nothing of it is made up', () => {
  const { values } = readRentalForm(rentalForm(null, ZONE), ZONE);
  expect(values).toMatchObject({
    provider: 'AWS EC2 Mac',
    minimumHours: 24,
    hourlyPrice: null,
    allocatedAt: null,
  });
});

test('what is wrong is told beside its field', () => {
  const form = {
    ...rentalForm(RENTAL, ZONE),
    provider: ' ',
    hourlyPrice: 'cheap',
    minimumHours: '1.5',
    releasedDay: '2026-11-17',
  };
  expect(readRentalForm(form, ZONE)).toEqual({
    values: null,
    problems: {
      provider: 'Say who rents it out.',
      hourlyPrice: 'This is no number. Write it as 1234.50.',
      minimumHours: 'Give whole hours, from 0 to 8760.',
      releasedDay: 'It is given back before it was allocated.',
    },
  });
  expect(readRentalForm({ ...rentalForm(RENTAL, ZONE), allocatedTime: 'noon' }, ZONE).problems).toEqual({
    allocatedDay: 'This is no date and time.',
  });
});
