/**
 * How long a search takes over 100 000 messages of a lab of 40 people, a fifth of it shared: rare words, words that are
 * everywhere, beginnings, phrases, several at once, with and without filters, as the portal's own verb asks them.
 * `PLAN=1` tells each query's time and prints the plan of a rare word and of one that is everywhere.
 */
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { termsOf } from '../shared/domain/chat-search.ts';
import { SearchChatsInput } from '../shared/schemas/chat-shelf.ts';
import type { Database } from '../server/db.ts';
import { searchChats, searchSql } from '../server/modules/chat/search-chats.ts';
import { makeBooking, makeLab, makeMachine, makeSession, makeUser } from '../server/testing/factories.ts';
import { makeContext } from './lib/context.ts';
import { withBenchDatabase } from './lib/database.ts';
import { quantile } from './lib/quantile.ts';

const MESSAGES = 100_000;
const PEOPLE = 40;
const PER_CHAT = 20;
const WORDS_A_MESSAGE = 120;
const AT_ONCE = 50;
const VOCABULARY = 30_000;
const RUNS = Number(process.env['RUNS'] ?? 200);

const random = seededRandom(10);
const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;

/** As in any language: the nth word is about 1/n as frequent as the first. */
const word = (): string => `w${Math.floor(VOCABULARY ** random()).toString(36)}`;
const text = (): string => Array.from({ length: WORDS_A_MESSAGE }, word).join(' ');

const main = (): Promise<void> =>
  withBenchDatabase(async (db) => {
    await makeLab(db);
    const people: { id: string }[] = [];
    for (let n = 0; n < PEOPLE; n += 1) people.push(await makeUser(db));
    await fill(
      db,
      people.map((it) => it.id),
    );
    const asked = Array.from({ length: RUNS }, wishOf);
    for (const it of asked.slice(0, 10)) await searchChats(contextOf(db, people[0]!.id), it);
    const scansBefore = await countScans(db);
    const timesMs: number[] = [];
    let found = 0;
    for (const [run, wish] of asked.entries()) {
      const ctx = contextOf(db, people[run % PEOPLE]!.id);
      const startedMs = performance.now();
      const { hits } = await searchChats(ctx, wish);
      timesMs.push(performance.now() - startedMs);
      if (process.env['PLAN']) console.error(Math.round(timesMs.at(-1)!), hits.length, JSON.stringify(wish));
      if (hits.length > 0) found += 1;
    }
    const sequentialScans = (await countScans(db)) - scansBefore;
    const plans = [
      await planOf(db, people[0]!.id, 'wabc'),
      await planOf(db, people[0]!.id, 'w1'),
      await planOf(db, people[0]!.id, 'w1 w2 wabc'),
    ];
    if (process.env['PLAN']) for (const plan of plans) console.error(`${plan}\n`);
    const isScanned = plans.some((it) => /Seq Scan on "(ChatText|Message|Conversation|Generation)"/.test(it));
    console.log(
      JSON.stringify({
        bench: 'chat-search',
        messages: MESSAGES,
        runs: RUNS,
        found,
        p50Ms: Math.round(quantile(timesMs, 0.5) * 10) / 10,
        p95Ms: Math.round(quantile(timesMs, 0.95) * 10) / 10,
        maxMs: Math.round(Math.max(...timesMs)),
        sequentialScans,
        plan: isScanned ? 'sequential' : 'indexes only',
      }),
    );
  });

const contextOf = (db: Database, id: string) =>
  makeContext(db, { kind: 'user', id, name: 'Somebody', role: 'member', teamId: null });

function wishOf(): SearchChatsInput {
  const rare = `w${Math.floor(2000 + random() * 20_000).toString(36)}`;
  const asked = pick([
    rare,
    rare,
    word(),
    'w1',
    'w2 w3',
    `${rare} w1`,
    `"w1 w2"`,
    `w${pick(['abc', '1a', 'z1'])}`,
    `${word()} ${word()}`,
  ]);
  const filter = pick([{}, {}, { whose: 'mine' }, { from: new Date(Date.now() - 30 * 86_400_000) }]);
  return SearchChatsInput.parse({ text: asked, ...filter });
}

async function fill(db: Database, ownerIds: string[]): Promise<void> {
  const machineIds = [(await makeMachine(db)).id];
  const booking = await makeBooking(db, { machineIds, personId: ownerIds[0]! });
  const session = await makeSession(db, { machineIds, bookingId: booking.id, startedById: ownerIds[0]! });
  for (let first = 0; first < MESSAGES / PER_CHAT; first += AT_ONCE) {
    const chats = Array.from({ length: AT_ONCE }, (_, n) => ({
      id: `c${first + n}`,
      title: Array.from({ length: 5 }, word).join(' '),
      ownerId: ownerIds[(first + n) % PEOPLE]!,
      sessionId: session.id,
      shared: random() < 0.2,
      updatedAt: new Date(Date.now() - random() * 365 * 86_400_000),
    }));
    const messages = chats.flatMap(({ id, updatedAt }) =>
      Array.from({ length: PER_CHAT }, (_, n) => ({
        id: `${id}-${n}`,
        conversationId: id,
        generationId: n % 2 === 0 ? null : `${id}-${n}`,
        role: n % 2 === 0 ? 'user' : 'assistant',
        text: n % 2 === 0 ? text() : '',
        createdAt: new Date(updatedAt.getTime() + n * 1000),
      })),
    );
    await db.conversation.createMany({ data: chats });
    await db.generation.createMany({
      data: messages.flatMap(({ generationId: id }) =>
        id === null
          ? []
          : {
              id,
              sessionId: session.id,
              epoch: session.epoch,
              requestedById: ownerIds[0]!,
              state: 'completed' as const,
              maxTokens: 10,
              text: text(),
            },
      ),
    });
    await db.message.createMany({ data: messages });
  }
  // Each keeps a few away, as people do.
  await db.$executeRaw`
    INSERT INTO "ConversationPlace" ("personId", "conversationId", "archivedAt", tags)
    SELECT "ownerId", id, CASE WHEN random() < 0.3 THEN now() END, ARRAY['proof'] FROM "Conversation" WHERE random() < 0.3`;
  await db.$executeRawUnsafe('VACUUM ANALYZE');
}

async function planOf(db: Database, me: string, asked: string): Promise<string> {
  const sql = searchSql(me, termsOf(asked), SearchChatsInput.parse({ text: asked }));
  const rows = await db.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(
    `EXPLAIN (ANALYZE, BUFFERS OFF) ${sql.text}`,
    ...sql.values,
  );
  return rows.map((it) => it['QUERY PLAN']).join('\n');
}

/** Whole tables read, of those that grow with what is said. */
async function countScans(db: Database): Promise<number> {
  await db.$executeRaw`SELECT pg_stat_force_next_flush()`;
  const [row] = await db.$queryRaw<{ scans: number }[]>`
    SELECT coalesce(sum(seq_scan), 0)::int AS scans FROM pg_stat_user_tables
    WHERE relname IN ('ChatText', 'Message', 'Generation', 'Conversation')`;
  return row!.scans;
}

await main();
