import { outsideMark, spaceFor } from '@/shared/domain/model-files.ts';
import { formatGigabytes } from '@/shared/domain/format.ts';
import {
  type BringChoicesView,
  CopiedModelId,
  HubRevision,
  type OutsideSource,
} from '@/shared/schemas/model-store.ts';
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
import { repoOf } from '../models/index.ts';
import { findHeldModel, limitOf, readStore, type StoreMachine, tellChanged, UNDER_WAY } from './internal.ts';
import { readRules } from './rules.ts';
import { readSources } from './sources.ts';
import { tendCopies } from './tend-copies.ts';

export type BringRequest = {
  source: OutsideSource;
  repo: string;
  revision: string;
  machineId: string;
  limitMegabytesPerSecond: number | null;
};

/** From where models can come and to which machines, with what speaks against each. */
export async function listBringChoices(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<BringChoicesView> {
  authorize(ctx, 'model:copy');
  const [sources, store, { makeRoom }] = await Promise.all([
    readSources(ctx),
    readStore(ctx),
    readRules(ctx),
  ]);
  return {
    makesRoom: makeRoom,
    sources: sources.map(({ source, host, sealedToken }) => ({
      source,
      host,
      hasToken: sealedToken !== null,
    })),
    machines: store.machines.slice(0, limit).map((it) => ({
      id: it.id,
      name: it.name,
      simulated: it.simulated,
      diskFreeBytes: it.diskFreeBytes,
      refusal: refusalOf(it),
    })),
  };
}

function refusalOf({ connection, facts, diskFreeBytes }: StoreMachine): string | null {
  if (connection !== 'online') return 'No word from its agent now.';
  if (!facts?.bringsModels) return 'Its agent can’t bring models from outside yet. Update it.';
  if (diskFreeBytes !== null && diskFreeBytes < spaceFor(0))
    return `${formatGigabytes(diskFreeBytes)} are free, and ${formatGigabytes(spaceFor(0))} stay free.`;
  return null;
}

/**
 * Has one machine bring a model into the lab from outside; how large it is, that machine learns first. Throws with why
 * where it can't begin. A model that another machine has whole is copied from there in place of it.
 */
export async function bringModel(ctx: ServiceContext, input: BringRequest): Promise<{ id: string }> {
  authorize(ctx, 'model:copy');
  const { id: askedById } = requireUser(ctx);
  const modelId = repoOf(input.repo);
  const revision = input.revision.trim() || 'main';
  if (!CopiedModelId.safeParse(modelId).success || !HubRevision.safeParse(revision).success)
    throw new ServiceError('VALIDATION', 'A revision is a branch, a tag or a commit, as main.');
  const source = (await readSources(ctx)).find((it) => it.source === input.source);
  if (!source)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'The lab has no mirror. An admin sets one in Settings, Rules.',
    );
  const store = await readStore(ctx);
  const machine = store.machines.find(({ id }) => id === input.machineId);
  if (!machine) throw new ServiceError('NOT_FOUND', 'There is no such machine.');
  const refusal = refusalOf(machine) ?? refusalOfModel(machine, modelId);
  if (refusal !== null)
    throw new ServiceError('PRECONDITION_FAILED', `It can’t be brought to ${machine.name}. ${refusal}`);
  const held = findHeldModel(store, { modelId, simulated: machine.simulated });
  const giver = store.machines.find((it) => it.connection === 'online' && held?.wholeOn.includes(it.id));
  if (giver && !machine.simulated)
    throw new ServiceError('CONFLICT', `${giver.name} has it already. Copy it from there: it comes faster.`);
  const now = ctx.now();
  const id = await withTransaction(ctx, async (tx, afterCommit) => {
    const coming = await tx.modelCopy.findFirst({
      where: { modelId, simulated: machine.simulated, source: { not: null }, state: { in: [...UNDER_WAY] } },
      include: { machine: { select: { name: true } } },
    });
    if (coming)
      throw new ServiceError(
        'CONFLICT',
        `It is on its way to ${coming.machine.name} already. Copy it on from there when it is whole.`,
      );
    const row = await tx.modelCopy.create({
      data: {
        modelId,
        title: modelId.slice(modelId.indexOf('/') + 1),
        fingerprint: outsideMark(revision),
        simulated: machine.simulated,
        machineId: machine.id,
        source: source.source,
        sourceUrl: source.url,
        revision,
        totalBytes: 0n,
        limitBytesPerSecond: limitOf(input.limitMegabytesPerSecond),
        dueAt: now,
        askedById,
        askedAt: now,
      },
    });
    await emitAudit(ctx, tx, {
      action: 'model.bring',
      objectType: 'model',
      objectId: modelId,
      objectName: row.title,
      before: null,
      after: { to: machine.name, from: source.host, revision },
    });
    afterCommit(() => tellChanged(ctx, row.id));
    return row.id;
  });
  inBackground(ctx, 'a model could not be brought', tendCopies(asSystem(ctx, 'copies'), { mayJudge: true }));
  return { id };
}

function refusalOfModel({ models }: StoreMachine, modelId: string): string | null {
  const own = models.find(({ id }) => id === modelId);
  if (!own) return null;
  return own.problem === null
    ? 'It is there already.'
    : `It has a folder of this name: ${own.problem} Remove that first.`;
}
