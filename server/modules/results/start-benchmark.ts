import { randomInt } from 'node:crypto';
import { getMacModel } from '@/shared/data/mac-models.ts';
import { planBenchmark, PROMPT_SET } from '@/shared/domain/benchmark.ts';
import { BenchmarkProvenance, type StartBenchmarkInput } from '@/shared/schemas/benchmark.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import {
  asSystem,
  authorize,
  inBackground,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { readTakes, stopGeneration, whyNoQuestion } from '../generations/index.ts';
import { BENCHMARK_SETTINGS, tendBenchmark } from './tend-benchmarks.ts';

const sessionParts = {
  booking: { select: { personId: true } },
  ranks: {
    orderBy: { rank: 'asc' },
    include: {
      machine: { select: { id: true, name: true, catalogId: true, report: { select: { facts: true } } } },
    },
  },
} satisfies Prisma.SessionInclude;
type SessionRow = Prisma.SessionGetPayload<{ include: typeof sessionParts }>;

/**
 * Begins the fixed set of prompts on a ready session, for who may ask it and manage it. Its questions wait in the
 * session's one queue and are counted as everybody's; one benchmark runs on a session at a time. The same id again
 * changes nothing.
 */
export async function startBenchmark(
  ctx: ServiceContext,
  input: StartBenchmarkInput,
): Promise<{ id: string }> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  const { id, sessionId, rounds } = input;
  const session = await ctx.db.session.findUnique({ where: { id: sessionId }, include: sessionParts });
  if (!session) throw new ServiceError('NOT_FOUND', 'There is no such session.');
  authorize(ctx, 'session:end-own', { ownerId: session.booking.personId });
  const { steps, skipped } = planBenchmark(input, session.contextTokens);
  if (steps.length === 0)
    throw new ServiceError('VALIDATION', `${skipped[0]!.reason} Choose a shorter length.`);
  await withTransaction(ctx, async (tx, afterCommit) => {
    await tx.$queryRaw`SELECT FROM "Session" WHERE id = ${sessionId} FOR NO KEY UPDATE`;
    const now = (await readTakes(tx, [sessionId])).get(sessionId);
    if (await tx.benchmark.findUnique({ where: { id }, select: { id: true } })) return;
    const why = now && whyNoQuestion(now);
    if (why)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `The session with ${session.modelTitle} ${why.words}. Run the benchmark on one that answers.`,
      );
    const other = await tx.benchmark.findFirst({
      where: { sessionId, state: { in: ['running', 'stopping'] } },
    });
    if (other)
      throw new ServiceError(
        'CONFLICT',
        `A benchmark of ${other.startedByName} runs on this session. Wait for its end, or stop it.`,
      );
    await tx.benchmark.create({
      data: {
        id,
        sessionId,
        startedById: user.id,
        startedByName: user.name,
        promptSet: PROMPT_SET.version,
        rounds,
        seed: randomInt(2 ** 31),
        steps,
        skipped,
        provenance: provenanceOf(session),
        createdAt: ctx.now(),
      },
    });
    await emitAudit(ctx, tx, {
      action: 'benchmark.start',
      objectType: 'session',
      objectId: sessionId,
      objectName: session.modelTitle,
      after: { answers: steps.length },
    });
    afterCommit(() =>
      inBackground(ctx, 'a benchmark could not begin', tendBenchmark(asSystem(ctx, 'benchmarks'), id)),
    );
  });
  return { id };
}

/** Stops it where it is, with the answer that is on its way; what was measured stays. Stopping an ended one is no error. */
export async function stopBenchmark(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'chat:stop');
  const row = await ctx.db.benchmark.findUnique({
    where: { id },
    select: { session: { select: { id: true, modelTitle: true, booking: { select: { personId: true } } } } },
  });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such benchmark.');
  const { session } = row;
  authorize(ctx, 'session:end-own', { ownerId: session.booking.personId });
  await withTransaction(ctx, async (tx) => {
    const { count } = await tx.benchmark.updateMany({
      where: { id, state: 'running' },
      data: { state: 'stopping', message: `${ctx.actor.name} stopped it.` },
    });
    if (count === 0) return;
    await emitAudit(ctx, tx, {
      action: 'benchmark.stop',
      objectType: 'session',
      objectId: session.id,
      objectName: session.modelTitle,
    });
  });
  // Asked again each time: a stop that is said twice does no harm, one that is lost does.
  const open = await ctx.db.benchmarkAnswer.findFirst({
    where: { benchmarkId: id, benchmark: { state: 'stopping' } },
    orderBy: { position: 'desc' },
  });
  if (open) await stopGeneration(ctx, open);
  await tendBenchmark(asSystem(ctx, 'benchmarks'), id);
}

function provenanceOf(session: SessionRow): BenchmarkProvenance {
  const { ranks, modelFingerprint, ...row } = session;
  const weights = ranks.map((it) => (it.memoryBytes === null ? null : Number(it.memoryBytes)));
  return BenchmarkProvenance.parse({
    ...row,
    revision: modelFingerprint,
    weightsBytes: weights.includes(null) ? null : weights.reduce((sum: number, it) => sum + it!, 0),
    machines: ranks.map(({ machine: { id, name, catalogId, report } }) => ({
      id,
      name,
      kind: getMacModel(catalogId ?? '')?.name ?? 'machine of no known kind',
      osVersion: osVersionOf(report?.facts),
    })),
    kinds: ranks.map((it) => it.machine.catalogId ?? '').toSorted(),
    settings: BENCHMARK_SETTINGS,
  });
}

const osVersionOf = (facts: unknown): string | null => {
  const told = (facts as { osVersion?: unknown } | null | undefined)?.osVersion;
  return typeof told === 'string' ? told : null;
};
