/* What a broken or lying program may send in place of what it should: for tests that try every field with it. */

const NUMBERS = [
  -1,
  0,
  1.5,
  5e-324,
  1e-306,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 53,
  1e18,
  4e307,
  Number.MAX_VALUE,
  -(2 ** 63),
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  8.64e15,
];
const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\uD83D',
  '\uDE00',
  'a\uD83Db',
  '\uFFFF',
  '😀',
  '\u202Eabc',
  '__proto__',
  '1e309',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '1970-01-01T00:00:00Z',
  'soon',
  '\'; DROP TABLE "Machine"; --',
  '0.0.0.0',
  'x'.repeat(5000),
  '\0'.repeat(70_000),
  '{"a":1}',
];
const OTHERS: unknown[] = [null, true, false, [], {}, [null], [[]], { length: 3 }, { '0': 'a' }];

type Random = () => number;
// A copy: what is picked is changed further.
const pick = <T>(list: readonly T[], random: Random): T =>
  structuredClone(list[Math.floor(random() * list.length)]!);

/** Mostly of the kind that stood there: what is of another kind is refused at once and tries nothing. */
function odd(value: unknown, random: Random): unknown {
  if (random() < 0.1) return pick([...OTHERS, ...NUMBERS, ...TEXTS], random);
  if (typeof value === 'string') return pick(TEXTS, random);
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'number') return pick(OTHERS, random);
  return random() < 0.5 ? pick(NUMBERS, random) : Math.round(10 ** (random() * 20 - 2));
}

/** The message, as JSON has it, with one or two of its parts replaced, left out, or there many times over. */
export function oddlyChanged(message: object, random: Random): unknown {
  const once = change(JSON.parse(JSON.stringify(message)), random);
  const changed = random() < 0.3 ? change(once, random) : once;
  return JSON.parse(JSON.stringify(changed) ?? 'null') as unknown;
}

function change(value: unknown, random: Random): unknown {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 || random() < 0.02) return odd(value, random);
  const node = value as Record<string, unknown>;
  const key = pick(keys, random);
  const inner = node[key];
  const how = random();
  if (how < 0.03) delete node[key];
  else if (how < 0.06 && Array.isArray(inner))
    node[key] = Array.from({ length: 600 }, () => structuredClone(inner[0]) as unknown);
  else node[key] = change(inner, random);
  return node;
}
