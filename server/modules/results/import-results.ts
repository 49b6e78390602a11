import { readBench } from '@/shared/domain/bench-results/read-bench.ts';
import { BenchRow } from '@/shared/schemas/bench-row.ts';
import {
  type ImportResultsInput,
  MOST_IMPORT_ROWS,
  type ResultImports,
  type ResultsRead,
} from '@/shared/schemas/result-import.ts';
import { authorize, may, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** What a text of others' results would bring, and each line that it would lose; nothing is stored. */
export async function readResults(ctx: ServiceContext, { text }: { text: string }): Promise<ResultsRead> {
  authorize(ctx, 'result:import');
  const { rows, problems } = readBench(text);
  return {
    rows: rows.slice(0, MOST_IMPORT_ROWS),
    problems: problems.slice(0, MOST_IMPORT_ROWS),
    moreProblems: Math.max(0, problems.length - MOST_IMPORT_ROWS),
    withoutModel: rows.filter((it) => it.model === null).length,
    withoutHardware: rows.filter((it) => it.hardware === null).length,
  };
}

/**
 * Keeps others' results beside the lab's own, with where they are from and who brought them; the text is kept whole. They
 * are in no total, no median and no plan of the lab. The same id again changes nothing.
 */
export async function importResults(
  ctx: ServiceContext,
  input: ImportResultsInput,
): Promise<{ id: string; results: number }> {
  authorize(ctx, 'result:import');
  const user = requireUser(ctx);
  const { id, text, source } = input;
  const { rows, problems } = readBench(text);
  if (rows.length === 0)
    throw new ServiceError(
      'VALIDATION',
      'No result is in this text. Paste what mlx_lm.benchmark printed or llama-bench wrote.',
    );
  if (rows.length > MOST_IMPORT_ROWS)
    throw new ServiceError(
      'VALIDATION',
      `These are ${rows.length} results; ${MOST_IMPORT_ROWS} come in at once. Bring them in parts.`,
    );
  const named = rows.map((it) => ({
    ...it,
    model: it.model ?? (input.model || null),
    hardware: it.hardware ?? (input.hardware || null),
  }));
  if (named.some((it) => it.model === null))
    throw new ServiceError('VALIDATION', 'Some of these results name no model. Say which model they are of.');
  if (named.some((it) => it.hardware === null))
    throw new ServiceError(
      'VALIDATION',
      'Some of these results name no machine. Say what they were measured on.',
    );
  await withTransaction(ctx, async (tx) => {
    const { count } = await tx.resultImport.createMany({
      data: [
        {
          id,
          source,
          text,
          importedById: user.id,
          importedByName: user.name,
          importedAt: ctx.now(),
          leftOut: problems.length,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return;
    await tx.importedResult.createMany({
      data: named.map((row, position) => ({ importId: id, position, row })),
    });
    await emitAudit(ctx, tx, {
      action: 'result.import',
      objectType: 'result-import',
      objectId: id,
      objectName: source,
      after: { results: named.length, leftOut: problems.length },
    });
  });
  return { id, results: named.length };
}

/** What was brought in and not removed, the newest first. */
export async function listImports(ctx: ServiceContext, { limit }: { limit: number }): Promise<ResultImports> {
  authorize(ctx, 'report:read');
  const found = await ctx.db.resultImport.findMany({
    where: { removedAt: null },
    orderBy: [{ importedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    omit: { text: true },
    include: { results: { orderBy: { position: 'asc' } } },
  });
  return {
    imports: found.slice(0, limit).map(({ importedById, results, ...it }) => ({
      ...it,
      mayRemove: may(ctx, 'result:remove-own', { ownerId: importedById }),
      rows: results.map(({ row }) => BenchRow.parse(row)),
    })),
    hasMore: found.length > limit,
  };
}

/** Takes an import away, or brings it back. */
export async function setImportRemoved(
  ctx: ServiceContext,
  { id, removed }: { id: string; removed: boolean },
): Promise<void> {
  const row = await ctx.db.resultImport.findUnique({ where: { id }, omit: { text: true } });
  // Asked before it is told that there is none: who may not remove learns nothing of ids.
  authorize(ctx, 'result:remove-own', row ? { ownerId: row.importedById } : undefined);
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such import.');
  await withTransaction(ctx, async (tx) => {
    const { count } = await tx.resultImport.updateMany({
      where: { id, removedAt: removed ? null : { not: null } },
      data: { removedAt: removed ? ctx.now() : null },
    });
    if (count === 0) return;
    await emitAudit(ctx, tx, {
      action: removed ? 'result.remove-import' : 'result.restore-import',
      objectType: 'result-import',
      objectId: id,
      objectName: row.source,
    });
  });
}
