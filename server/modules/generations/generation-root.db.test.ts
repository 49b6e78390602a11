import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';

const sqlOf = (name: string) => readFileSync(`prisma/migrations/${name}/migration.sql`, 'utf8');

/** A chat of the first version: an answer that ended with a thought, one that runs, and one that waits. */
const FIRST_VERSION = `
  INSERT INTO "User" (id, name, email, "updatedAt") VALUES ('ada', 'Ada', 'ada@example.org', now());
  INSERT INTO "Booking" (id, "personId", purpose, "startsAt", "endsAt", simulated)
    VALUES ('b', 'ada', 'x', now(), now() + interval '1 hour', false);
  INSERT INTO "Session" (id, "bookingId", "startedById", "modelId", "modelTitle", "modelFingerprint", backend, "backendReason", parallelism, simulated, state, "endsAt")
    VALUES ('s', 'b', 'ada', 'm', 'M', 'f', 'jaccl', '', 'single', false, 'ready', now() + interval '1 hour');
  INSERT INTO "Conversation" (id, title, "ownerId") VALUES ('c', 'A chat', 'ada');
  INSERT INTO "Message" (id, "conversationId", "parentId", role, text, "createdAt") VALUES
    ('q1', 'c', NULL, 'user', 'one', '2026-01-01T10:00:00Z'), ('a1', 'c', 'q1', 'assistant', '', '2026-01-01T10:00:00.001Z'),
    ('q2', 'c', 'a1', 'user', 'two', '2026-01-01T11:00:00Z'), ('a2', 'c', 'q2', 'assistant', '', '2026-01-01T11:00:00.001Z'),
    ('q3', 'c', 'a2', 'user', 'three', '2026-01-01T11:00:05Z'), ('a3', 'c', 'q3', 'assistant', '', '2026-01-01T11:00:05.001Z');
  INSERT INTO "Generation" (id, "conversationId", "messageId", "sessionId", epoch, "requestedById", state, "maxTokens",
    "createdAt", "startedAt", "endedAt", "lastSeq", "promptTokens", "cachedTokens", "completionTokens") VALUES
    ('a1', 'c', 'a1', 's', 1, 'ada', 'completed', 9, '2026-01-01T10:00:00Z', '2026-01-01T10:00:00Z', '2026-01-01T10:00:09Z', 3, 4, 0, 3),
    ('a2', 'c', 'a2', 's', 1, 'ada', 'running', 9, '2026-01-01T11:00:00Z', '2026-01-01T11:00:00Z', NULL, 1, NULL, NULL, 1),
    ('a3', 'c', 'a3', 's', 1, 'ada', 'queued', 9, '2026-01-01T11:00:05Z', NULL, NULL, 0, NULL, NULL, 0);
  INSERT INTO "GenerationDelta" ("generationId", seq, kind, text, "completionTokens", at) VALUES
    ('a1', 1, 'reasoning', 'hm', 1, now()), ('a1', 2, 'text', 'Hel', 2, now()), ('a1', 3, 'text', 'lo', 3, now()),
    ('a2', 1, 'text', 'So', 1, now());`;

test('carries the answers of the first version: texts, states, and what can be sent again', async () => {
  const own = new URL(process.env.DATABASE_URL!);
  const admin = new pg.Client({ connectionString: own.href });
  await admin.connect();
  await admin.query('DROP DATABASE IF EXISTS generation_root WITH (FORCE)');
  await admin.query('CREATE DATABASE generation_root');
  own.pathname = '/generation_root';
  const client = new pg.Client({ connectionString: own.href });
  await client.connect();
  try {
    for (const sql of [sqlOf('20261124022036_init'), FIRST_VERSION, sqlOf('20261126030000_generation_root')])
      await client.query(sql);
    const { rows } = await client.query<Record<string, unknown>>(
      `SELECT m.id AS message, g.* FROM "Message" m JOIN "Generation" g ON g.id = m."generationId" ORDER BY m.id`,
    );
    const one = { role: 'user', content: 'one' };
    const before = [one, { role: 'assistant', content: 'Hello' }, { role: 'user', content: 'two' }];
    expect(rows).toMatchObject([
      {
        message: 'a1',
        state: 'completed',
        text: 'Hello',
        reasoning: 'hm',
        prompt: null,
        completionTokens: 3,
        energyDueAt: new Date('2026-01-01T10:00:09Z'),
        reportedAt: new Date('2026-01-01T10:00:09Z'),
      },
      { message: 'a2', state: 'running', text: null, prompt: before, energyDueAt: null, source: 'chat' },
      {
        message: 'a3',
        state: 'queued',
        dispatchedAt: null,
        prompt: [...before, { role: 'assistant', content: 'So' }, { role: 'user', content: 'three' }],
      },
    ]);
  } finally {
    await client.end();
    await admin.end();
  }
});
