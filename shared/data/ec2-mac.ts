import * as z from 'zod';
import data from './ec2-mac.json' with { type: 'json' };

const Day = z.iso.date();
const File = z.object({
  provider: z.string(),
  currency: z.string().length(3),
  minimumHours: z.number().int().positive(),
  asOf: Day,
  source: z.string(),
  isCheckedWithProvider: z.boolean(),
  note: z.string(),
  types: z.array(
    z.object({
      instanceType: z.string(),
      chip: z.string(),
      memoryGb: z.number().positive(),
      hourlyPrice: z.number().positive(),
      /** Of this price alone, where it has a source of its own; null where that names no day. */
      asOf: Day.nullable().optional(),
      source: z.string().optional(),
    }),
  ),
});
const file = File.parse(data);

export type DefaultPrice = {
  hourlyPrice: number;
  currency: string;
  asOf: string | null;
  source: string;
  isCheckedWithProvider: boolean;
};

/** The types a price is known of, to choose from. */
export const EC2_MAC_TYPES = file.types;
/** An allocation is paid for this long at least. */
export const EC2_MAC_MINIMUM_HOURS = file.minimumHours;

const byType = new Map(file.types.map((it) => [it.instanceType, it]));

/**
 * What a rented EC2 Mac costs where the lab has entered no price: with its day and source, and not checked with the provider.
 * By the whole name: names of types begin alike, and a wrong match is a wrong price.
 */
export function defaultPriceOf(instanceType: string | null): DefaultPrice | null {
  const type = instanceType === null ? undefined : byType.get(instanceType.trim().toLowerCase());
  if (!type) return null;
  return {
    hourlyPrice: type.hourlyPrice,
    currency: file.currency,
    asOf: type.asOf === undefined ? file.asOf : type.asOf,
    source: type.source ?? file.source,
    isCheckedWithProvider: file.isCheckedWithProvider,
  };
}
