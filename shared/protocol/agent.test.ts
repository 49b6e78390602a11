import { expect, test } from 'vitest';
import * as z from 'zod';
import { agentEvents } from './agent.ts';

type Def = {
  type: string;
  checks?: { _zod: { def: { check: string } } }[];
  check?: string;
} & Record<string, unknown>;
const defOf = (schema: z.core.$ZodType): Def => schema._zod.def as unknown as Def;

/** Paths of what may be as big as whoever sends it likes; of a pipe what counts is what comes out. */
function unbounded(schema: z.core.$ZodType, path: string): string[] {
  const def = defOf(schema);
  const kinds = new Set([def.check, ...(def.checks ?? []).map((it) => it._zod.def.check)]);
  const needs = (...checks: string[]): string[] => (checks.every((it) => kinds.has(it)) ? [] : [path]);
  const into = (key: string, name = ''): string[] => unbounded(def[key] as z.core.$ZodType, `${path}${name}`);
  switch (def.type) {
    case 'enum':
    case 'literal':
    case 'boolean':
      return [];
    case 'number':
    case 'date':
      return needs('less_than', 'greater_than');
    case 'string':
      return kinds.has('string_format') ? [] : needs('max_length');
    case 'array':
      return [...needs('max_length'), ...into('element', '[]')];
    case 'object':
      return Object.entries(def['shape'] as Record<string, z.core.$ZodType>).flatMap(([key, it]) =>
        unbounded(it, `${path}.${key}`),
      );
    case 'nullable':
    case 'optional':
    case 'default':
    case 'catch':
      return into('innerType');
    case 'pipe':
      return into('out');
    case 'union':
      return (def['options'] as z.core.$ZodType[]).flatMap((it) => unbounded(it, path));
    default:
      // A record, any, unknown, a transform: nobody has said how much that may be.
      return [`${path} (${def.type})`];
  }
}

test('the walk finds what has no bound, however deep', () => {
  const found = unbounded(
    z.object({
      a: z.string().min(1),
      b: z.array(z.number().int().min(0)).max(3).nullable(),
      c: z.union([z.boolean(), z.array(z.boolean())]).optional(),
      d: z.record(z.string().max(1), z.boolean()),
      fine: z.array(z.string().max(9)).max(9),
    }),
    'it',
  );
  expect(found).toEqual(['it.a', 'it.b[]', 'it.c', 'it.d (record)']);
});

test('every number, text, moment and list that an agent may send has a bound', () => {
  const found = Object.entries(agentEvents).flatMap(([event, { payload }]) => unbounded(payload, event));
  expect(found).toEqual([]);
});
