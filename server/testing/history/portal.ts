import type { Actor } from '../../context.ts';
import { createDatabase } from '../../db.ts';
import { isServiceError } from '../../errors.ts';
import { translatePrismaError } from '../../prisma-errors.ts';
import { makeTestContext } from '../context.ts';
import { VERBS, type VerbName } from './verbs.ts';

/*
 * A portal in a process of its own, so that it can be killed in the middle of what it does: runs the verbs it is sent
 * over its database, and answers each with its outcome.
 */
export type Request = { seq: number; verb: VerbName; actor: Actor; input: unknown };
export type Answer = { seq: number } & (
  | { is: 'done'; value: unknown }
  | { is: 'refused'; code: string; message: string }
  | { is: 'unknown'; message: string }
  | { is: 'fault'; message: string }
);

const db = createDatabase(process.env['DATABASE_URL']!);
const system = await makeTestContext({ db });

process.on('message', (request: Request) => void run(request));
process.on('disconnect', () => process.exit(0));
process.send!('ready');

async function run({ seq, verb, actor, input }: Request): Promise<void> {
  const answer = await VERBS[verb]({ ...system, actor }, revive(input))
    .then((value): Answer => ({ seq, is: 'done', value: value ?? null }))
    .catch((error: unknown): Answer => ({ seq, ...toOutcome(error) }));
  process.send!(answer);
}

// As every transport tells it.
function toOutcome(thrown: unknown) {
  const error = translatePrismaError(thrown);
  if (!isServiceError(error)) return { is: 'fault' as const, message: String(error) };
  const { code, message } = error;
  // Away or gone in the middle: whether it was written is not known. A lock that was given up is none of these.
  if (code === 'UNAVAILABLE' && message.includes('can’t be reached'))
    return { is: 'unknown' as const, message };
  return { is: 'refused' as const, code, message };
}

/** Dates came as text. */
function revive(value: unknown): never {
  return JSON.parse(JSON.stringify(value), (_key, it: unknown) =>
    typeof it === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(it) ? new Date(it) : it,
  ) as never;
}
