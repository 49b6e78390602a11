import { expect, test } from 'vitest';
import * as z from 'zod';
import { Name } from '../schemas/units.ts';
import { issueWords } from './issue-words.ts';

const wrong = (schema: z.ZodType, value: unknown) => issueWords(schema.safeParse(value).error?.issues[0]);

test.each<[z.ZodType, unknown, string]>([
  [Name, 'x'.repeat(61), 'A name has at most 60 characters.'],
  [Name, ' ', 'Give it a name.'],
  [z.string().max(40), 'x'.repeat(41), 'This has more than 40 characters. Make it shorter.'],
  [z.string().min(1), '', 'This is empty.'],
  [z.string().min(8), 'x', 'This has less than 8 characters.'],
  [z.number().max(5), 6, 'This is more than 5.'],
  [z.number().min(5), 4, 'This is less than 5.'],
  [z.array(z.string()).max(1), ['a', 'b'], 'These are too many: at most 1.'],
  [z.array(z.string()).min(1), [], 'These are too few: at least 1.'],
  [z.string(), 4, 'That input is not in the form this needs.'],
  [z.strictObject({}), { odd: 1 }, 'That input is not in the form this needs.'],
])('%#: what is wrong is said in people’s words', (schema, value, words) =>
  expect(wrong(schema, value)).toBe(words),
);
