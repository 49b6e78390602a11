import { expect, test } from 'vitest';
import { defaultPriceOf } from './ec2-mac.ts';

const PRICES: [string, number][] = [
  ['mac1.metal', 1.083],
  ['mac2.metal', 0.65],
  ['mac2-m2.metal', 0.878],
  ['mac2-m2pro.metal', 1.56],
  ['mac2-m1ultra.metal', 5],
  ['mac-m4.metal', 1.23],
  ['mac-m4pro.metal', 1.97],
  ['mac-m4max.metal', 6.25],
  ['mac-m3ultra.metal', 12.5],
];

test.each(PRICES)('%s has its own price, and says where it is from', (instanceType, hourlyPrice) => {
  const price = defaultPriceOf(instanceType)!;
  expect(price).toMatchObject({ hourlyPrice, currency: 'USD', isCheckedWithProvider: false });
  expect(price.source.length).toBeGreaterThan(10);
});

test('each price has its day, where its source names one', () => {
  expect(defaultPriceOf('mac-m4pro.metal')!.asOf).toBe('2026-10-01');
  expect(defaultPriceOf('mac1.metal')!.asOf).toBeNull();
});

test('what is no type has no price, though a type’s name begins like it', () => {
  expect(defaultPriceOf('mac-m4')).toBeNull();
  expect(defaultPriceOf('mac-m4.metal.large')).toBeNull();
  expect(defaultPriceOf(null)).toBeNull();
});
