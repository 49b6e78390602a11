import type { AssetFields } from '@/shared/schemas/register.ts';
import type { ImportResult } from '@/shared/schemas/register-import.ts';
import { REGISTER_KEYS } from '@/shared/domain/register-fields.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import { type AfterCommit, authorize, type ServiceContext, withTransaction } from '../../../context.ts';
import type { Transaction } from '../../../db.ts';
import { ServiceError } from '../../../errors.ts';
import { emitAudits } from '../../audit/index.ts';
import { lockMachines } from '../../inventory/index.ts';
import { toColumns, writeAssets } from '../write-asset.ts';
import type { Judged } from './judge-rows.ts';
import { loadRegister } from './load-register.ts';
import { type ImportPlan, planImport } from './plan-import.ts';
import type { ImportFile } from './preview-import.ts';
import { readTable, type Table } from './read-table.ts';
import { digestOf } from './tell-plan.ts';

/**
 * Writes what a preview has shown, all of it or nothing; refused rows stay out. Throws PRECONDITION_FAILED when it
 * would be something else by now, and VALIDATION when the file can't be read.
 */
export async function importAssets(
  ctx: ServiceContext,
  { fileName, digest, ...file }: ImportFile & { fileName: string; digest: string },
): Promise<ImportResult> {
  authorize(ctx, 'machine:edit');
  authorize(ctx, 'machine:add');
  const table = readTable(file.bytes, file.options);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const { judged } = await planLocked(ctx, tx, table, { ...file, digest });
    const added = judged.filter((it) => it.verdict === 'new');
    const changed = judged.filter((it) => it.verdict === 'changes');
    const result = {
      added: added.length,
      changed: changed.length,
      leftOut: judged.filter((it) => it.verdict === 'refused').length,
    };
    // Those that change first: a new one may take a name or a tag that they give up.
    await writeAssets(
      ctx,
      tx,
      afterCommit,
      changed.map(({ draft, changes }) => ({
        id: draft.machine!.id,
        revision: draft.machine!.revision,
        changes,
      })),
    );
    await addAssets(ctx, tx, afterCommit, added);
    if (added.length + changed.length > 0)
      await emitAudits(ctx, tx, [
        {
          action: 'register.import',
          objectType: 'register',
          objectId: 'file',
          objectName: fileName,
          after: result,
        },
      ]);
    return result;
  });
}

/** The plan over rows that nobody else can change any more; it has to be the one that was seen. */
async function planLocked(
  ctx: ServiceContext,
  tx: Transaction,
  table: Table,
  { options, digest }: Pick<ImportFile, 'options'> & { digest: string },
): Promise<ImportPlan> {
  const plan = async () => planImport(table, options, await loadRegister(ctx, tx));
  const { judged } = await plan();
  await lockMachines(
    tx,
    judged.flatMap(({ draft }) => draft.machine?.id ?? []),
  );
  const locked = await plan();
  if (digestOf(locked) === digest) return locked;
  throw new ServiceError(
    'PRECONDITION_FAILED',
    'The register was changed since this preview. Nothing was written. Look at the rows again as they are now.',
  );
}

async function addAssets(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  added: readonly Judged[],
): Promise<void> {
  if (added.length === 0) return;
  const rows = await tx.machine.createManyAndReturn({
    data: added.map(({ changes }) => {
      const keys = REGISTER_KEYS.filter((key) => changes[key] !== undefined);
      return {
        ...toColumns(keys, changes),
        ...(changes.custom && { customValues: changes.custom }),
      } as Prisma.MachineCreateManyInput;
    }),
    select: { id: true, name: true, revision: true },
  });
  await emitAudits(
    ctx,
    tx,
    rows.map((row, index) => ({
      action: 'machine.add',
      objectType: 'machine',
      objectId: row.id,
      objectName: row.name,
      after: added[index]!.changes as Partial<AssetFields>,
    })),
  );
  afterCommit(() => {
    for (const { id, revision } of rows) ctx.bus.emit('machine.changed', { machineId: id, revision });
  });
}
