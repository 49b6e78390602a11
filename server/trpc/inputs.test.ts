import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Id, Instant, Name } from '@/shared/schemas/units.ts';
import { defOf, procedures } from '../testing/procedures.ts';

/*
 * Whatever anybody sends, what gets past the input's schema can be stored and reckoned with: no text without an end
 * or with a character that no row holds, no number that no column holds, no moment outside of the years there are.
 * Tried on every leaf of every procedure's input, so that a new one can't be forgotten.
 */
/** Wider than an integer column: stored in none, in a bigint, or as JSON. */
const WIDE = /\.(durationMs|memoryBytes|diskBytes|custom\[\])$/;
const MOST_ITEMS = 1000;
const MOST_CHARACTERS = 100_000;
/** A whole file of readings. */
const MOST_FILE_CHARACTERS = 1_000_000;

const accepts = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

/** What is wrong with this schema and all below it, each with its place. */
function faultsOf(schema: z.ZodType, at: string): string[] {
  const {
    type,
    shape = {},
    element,
    innerType,
    options = [],
    left,
    right,
    in: from,
    keyType,
    valueType,
  } = defOf(schema);
  switch (type) {
    case 'object':
      return Object.entries(shape).flatMap(([name, field]) => faultsOf(field, `${at}.${name}`));
    case 'array':
      return [...(hasEnd(schema) ? [] : [`${at}: a list without an end`]), ...faultsOf(element!, `${at}[]`)];
    case 'record':
      return [
        ...(takesAnyNumberOfKeys(schema, keyType!, valueType!) ? [`${at}: a record without an end`] : []),
        ...faultsOf(keyType!, `${at} key`),
        ...faultsOf(valueType!, `${at}[]`),
      ];
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return faultsOf(innerType!, at);
    case 'union':
      return options.flatMap((it) => faultsOf(it, at));
    case 'intersection':
      return [left!, right!].flatMap((it) => faultsOf(it, at));
    case 'pipe':
      return leafFaults(schema, defOf(from!).type, at);
    default:
      return leafFaults(schema, type, at);
  }
}

const hasEnd = (list: z.ZodType): boolean =>
  (list._zod.def.checks ?? []).some((it) => {
    const { check, maximum } = it._zod.def as { check: string; maximum?: number };
    return check === 'max_length' && maximum !== undefined && maximum <= MOST_ITEMS;
  });

/** Tried with values of every kind: one of them is taken by itself. */
function takesAnyNumberOfKeys(record: z.ZodType, key: z.ZodType, value: z.ZodType): boolean {
  const keys = Array.from({ length: MOST_ITEMS + 1 }, (_, index) => `key${index}`).filter((it) =>
    accepts(key, it),
  );
  const some = [null, true, 1, 'x'].find((it) => accepts(value, it));
  return accepts(record, Object.fromEntries(keys.map((it) => [it, some])));
}

function leafFaults(schema: z.ZodType, type: string, at: string): string[] {
  switch (type) {
    case 'boolean':
    case 'enum':
    case 'literal':
    case 'null':
      return [];
    case 'string':
      return textFaults(schema, at).map((it) => `${at}: ${it}`);
    case 'number': {
      const wrong = [
        Number.MAX_SAFE_INTEGER,
        Number.MIN_SAFE_INTEGER,
        1e308,
        -1e308,
        NaN,
        Infinity,
        -Infinity,
      ];
      if (!WIDE.test(at)) wrong.push(2 ** 31, -(2 ** 31) - 1);
      return wrong.filter((it) => accepts(schema, it)).map((it) => `${at}: ${it} is let in`);
    }
    case 'date': {
      const wrong = [
        8.64e15,
        -8.64e15,
        -1,
        NaN,
        '-000001-01-01T00:00:00Z',
        '0000-06-01T00:00:00Z',
        '+010000-01-01T00:00:00Z',
      ];
      return wrong
        .flatMap((it): unknown[] => (typeof it === 'number' ? [it, new Date(it)] : [it]))
        .filter((it) => accepts(schema, it))
        .map((it) => `${at}: ${String(it)} is let in`);
    }
    default:
      return [`${at}: this test can't look into ${type} yet`];
  }
}

function textFaults(schema: z.ZodType, at: string): string[] {
  const long = 'x'.repeat(at.endsWith('.csv') ? MOST_FILE_CHARACTERS : MOST_CHARACTERS);
  const isEndless = [long, `${long}@example.org`].some((it) => accepts(schema, it));
  const odd = ['\0', '\uD800', '\uDFFF', '\uDC00\uD800'].filter((it) =>
    [0, 1, 9, 39, 99].some((length) => {
      const rest = 'x'.repeat(length);
      return [rest + it, it + rest, rest + it + rest].some((text) => accepts(schema, text));
    }),
  );
  return [
    ...(isEndless ? ['a text without an end'] : []),
    ...odd.map((it) => `${JSON.stringify(it)} is let in`),
  ];
}

describe('no input lets in what can’t be kept', () => {
  const WITH_INPUT = Object.entries(procedures).filter(([, { _def }]) => _def.inputs.length > 0);
  test.each(WITH_INPUT.map(([name]) => name))('%s', (name) => {
    expect(procedures[name]!._def.inputs.flatMap((it) => faultsOf(it, name))).toEqual([]);
  });
});

test('the walk sees what is wrong in every form', () => {
  const wrong = z.object({
    text: z.string(),
    long: z.string().max(10),
    email: z.string().trim().pipe(z.email()),
    list: z.array(Id),
    count: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31),
    ratio: z.number().min(0).nullish(),
    at: z.coerce.date().optional(),
    either: z.union([z.null(), z.object({ note: z.string().default('') })]),
    both: z.object({ a: Name }).and(z.object({ b: z.string() })),
    more: z.record(Id, z.null()),
    keyed: z.record(z.string(), Name).refine((it) => Object.keys(it).length < 10),
    other: z.map(Id, Id),
  });
  const found = faultsOf(wrong, 'x').map((it) => it.split(':')[0]!.replace(' ', '_'));
  expect([...new Set(found)]).toEqual(
    'text long email list count ratio at either.note both.b more keyed_key other'
      .split(' ')
      .map((it) => `x.${it}`),
  );
  const right = z.object({ id: Id, name: Name.optional(), at: Instant, ids: z.array(Id).max(5) });
  expect(faultsOf(right, 'x')).toEqual([]);
});
