import type * as z from 'zod';
import type { BulkPreview, PreviewBulkEditInput } from '@/shared/schemas/register-page.ts';
import type { AssetChanges, AssetFields, CustomValue } from '@/shared/schemas/register.ts';
import type { Machine } from '@/prisma/generated/client.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { customOf, fieldsOf } from './to-asset.ts';
import { changedKeys, writeAsset } from './write-asset.ts';

const TAKEN_BACK = new Error('A preview leaves nothing behind.');

/**
 * What would become of each of the machines, before anything is written: the change itself, taken back, so that
 * preview and change can't differ. Throws VALIDATION for a value that no machine can have.
 */
export async function previewBulkEdit(
  ctx: ServiceContext,
  { ids, changes }: z.output<typeof PreviewBulkEditInput>,
): Promise<BulkPreview> {
  authorize(ctx, 'machine:edit');
  let rows: BulkPreview['rows'] = [];
  await withTransaction(ctx, async (tx) => {
    rows = [];
    const machines = await tx.machine.findMany({
      where: { id: { in: [...new Set(ids)] } },
      orderBy: { id: 'asc' },
    });
    for (const machine of machines) {
      const told = {
        id: machine.id,
        name: machine.name,
        revision: machine.revision,
        ...before(machine, changes),
      };
      if (!isChanged(machine, changes)) {
        rows.push({ ...told, verdict: 'same', reason: null });
        continue;
      }
      const reason = await writeAsset(ctx, tx, () => undefined, {
        id: machine.id,
        revision: machine.revision,
        changes,
      }).then(
        () => null,
        (error: unknown) => {
          // What is wrong with the value is wrong for every machine.
          if (isServiceError(error) && error.code !== 'VALIDATION') return error.message;
          throw error;
        },
      );
      rows.push({ ...told, verdict: reason === null ? 'changes' : 'refused', reason });
    }
    throw TAKEN_BACK;
  }).catch((error: unknown) => {
    if (error !== TAKEN_BACK) throw error;
  });
  return { rows: rows.toSorted((a, b) => a.name.localeCompare(b.name)) };
}

function isChanged(machine: Machine, changes: AssetChanges): boolean {
  const custom = customOf(machine);
  return (
    changedKeys(fieldsOf(machine), changes).length > 0 ||
    Object.entries(changes.custom ?? {}).some(([id, value]) => (custom[id] ?? null) !== value)
  );
}

function before(machine: Machine, changes: AssetChanges) {
  const custom = customOf(machine);
  const customWas: Record<string, CustomValue> = Object.fromEntries(
    Object.keys(changes.custom ?? {}).map((id) => [id, custom[id] ?? null]),
  );
  const was = Object.entries(fieldsOf(machine)).filter(([key]) => key in changes);
  return { was: Object.fromEntries(was) as Partial<AssetFields>, customWas };
}
