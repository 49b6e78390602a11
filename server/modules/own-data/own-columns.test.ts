import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LEFT_OUT } from './left-out.ts';
import { PARTS } from './parts.ts';

/** What a column is called that holds a person's id where the schema has no relation. */
const NAMES_A_PERSON = /^(personIds?|userId|ownerId|authorId|actorId|\w+ById|returnedToId)$/;

/** Columns (`Model.column`) that name somebody: of each relation to `User`, and by their name. */
function columnsOfPeople(): string[] {
  const found = new Set(['User.id']);
  for (const file of readdirSync('prisma/schema')) {
    const text = readFileSync(`prisma/schema/${file}`, 'utf8');
    for (const [, model, body] of text.matchAll(/^model (\w+) \{(.*?)^\}/gms)) {
      for (const [, column] of body!.matchAll(/^\s+\w+\s+User\?? .*fields: \[(\w+)\]/gm))
        found.add(`${model}.${column}`);
      for (const [, column] of body!.matchAll(/^\s+(\w+)\s+String/gm))
        if (NAMES_A_PERSON.test(column!)) found.add(`${model}.${column}`);
    }
  }
  return [...found].toSorted();
}

test('whatever names a person is in their archive, or is named as left out with why', () => {
  const columns = columnsOfPeople();
  expect(columns.length).toBeGreaterThan(60);
  const told = [...PARTS.flatMap((it) => it.columns), 'Conversation.ownerId', ...Object.keys(LEFT_OUT)];
  expect(columns.filter((it) => !told.includes(it))).toEqual([]);
  expect(told.filter((it) => !columns.includes(it))).toEqual([]);
  expect(new Set(told).size).toBe(told.length);
});

test('each file of the archive has a name of its own', () => {
  const files = PARTS.map((it) => it.file);
  expect(new Set(files).size).toBe(files.length);
});
