import { expect, test } from 'vitest';
import { wishAddress, wishOf } from './finder-wish.ts';

const roundTrip = (search: string) => wishAddress(wishOf(new URLSearchParams(search)));

test('an address and its wish are the same, what is usual left out', () => {
  expect(roundTrip('')).toBe('/bookings/book');
  expect(roundTrip('macs=1&days=7&hours=any')).toBe('/bookings/book');
  const asked = 'macs=4&memory=512&cabling=mesh&model=kimi-k2&minutes=480&days=2&hours=only_night';
  expect(roundTrip(asked)).toBe(`/bookings/book?${asked}`);
});

test('an address may say anything', () => {
  expect(roundTrip('macs=-4&memory=many&cabling=knots&minutes=1&days=1000&hours=toString')).toBe(
    '/bookings/book?minutes=5',
  );
});
