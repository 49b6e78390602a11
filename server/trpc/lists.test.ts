import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Instant } from '@/shared/schemas/units.ts';
import { type Procedure, procedures } from '../testing/procedures.ts';

/*
 * Every list ends: a query that answers with rows has a limit in its input schema, or a window that the schema
 * refuses when it is too long.
 */
type Json = z.core.JSONSchema.BaseSchema;

const MOST_ROWS = 2000;
const CENTURY = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
/**
 * About one thing, whose parts have a bound of their own: a booking, a set or maintenance has 64 machines at most, a
 * person one line a kind of rule, a comparison four answers, a session's queue the first 500, a month's statements a row a team, machine and project.
 */
const ONE_THING = [
  'machines.get',
  'joins.rivals',
  'machines.evidence',
  // Twenty passkeys at most.
  'signIns.secondFactors',
  'asset.hardware',
  'cables.checkSet',
  // What one machine found on its disks, which is bounded where it is told.
  'modelStore.disks',
  'power.machine',
  'cables.ports',
  'bookings.get',
  'costs.statements',
  'costs.statement',
  'bookings.cost',
  'bookings.estimate',
  'bookings.extension',
  'bookings.life',
  'bookings.request',
  'bookingRules.may',
  'maintenance.preview',
  'maintenance.previewSeries',
  'bookingSeries.preview',
  'sessions.get',
  'sessions.outlook',
  'sessions.preflight',
  'sessions.ahead',
  'sessions.howStarted',
  'incidents.get',
  'comparisons.get',
  'chat.facts',
  'chat.queue',
  'chatShelf.get',
  'chatShelf.links',
  'reportMail.read',
  'team.leaving',
  'team.me',
  'alerts.test',
];

const schemaOf = (type: z.ZodType, io: 'input' | 'output'): Json =>
  z.toJSONSchema(type, { io, unrepresentable: 'any' });
const isObject = (it: unknown): it is Json => typeof it === 'object' && it !== null && !Array.isArray(it);

function isList({ _def: { type, output } }: Procedure): boolean {
  if (type !== 'query' || !output) return false;
  const answer = schemaOf(output, 'output');
  return answer.type === 'array' || Object.values(answer.properties ?? {}).some(holdsRows);
}
/** Rows are things; a list of words or figures belongs to the one thing that is answered. */
const holdsRows = (it: unknown): boolean =>
  isObject(it) && it.type === 'array' && isObject(it.items) && it.items.type === 'object';

function isBounded({ _def: { inputs } }: Procedure): boolean {
  return inputs.some((input) => {
    const { properties = {} } = schemaOf(input, 'input');
    const { limit, points, hours } = properties;
    if ([limit, points, hours].some((it) => isObject(it) && (it.maximum ?? Infinity) <= MOST_ROWS))
      return true;
    return 'from' in properties && 'to' in properties && refusesCentury(input);
  });
}
const refusesCentury = (input: z.ZodType): boolean => {
  const issues = input.safeParse(CENTURY).error?.issues ?? [];
  return issues.some((it) => it.path.length === 0 || it.path[0] === 'to' || it.path[0] === 'from');
};

const LISTS = Object.keys(procedures).filter((name) => isList(procedures[name]!));

test('the walk finds lists in all their forms', () => {
  const some = ['audit.list', 'bookings.list', 'chat.list', 'machines.list', 'sessions.list', 'team.members'];
  expect(LISTS).toEqual(expect.arrayContaining(some));
  expect(isBounded({ _def: { type: 'query', inputs: [z.object({ limit: z.number() })] } })).toBe(false);
  expect(isBounded({ _def: { type: 'query', inputs: [z.object({ from: Instant, to: Instant })] } })).toBe(
    false,
  );
});

describe('has a limit or a window in its input', () => {
  test.each(LISTS.filter((it) => !ONE_THING.includes(it)))('%s', (name) => {
    expect(isBounded(procedures[name]!)).toBe(true);
  });
});
