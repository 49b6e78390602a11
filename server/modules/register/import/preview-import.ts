import type { ImportOptions, ImportPreview } from '@/shared/schemas/register-import.ts';
import { authorize, type ServiceContext } from '../../../context.ts';
import { loadRegister } from './load-register.ts';
import { planImport } from './plan-import.ts';
import { readTable } from './read-table.ts';
import { digestOf, tellPlan } from './tell-plan.ts';

export type ImportFile = { bytes: Uint8Array; options: ImportOptions };

/** What would become of every row of a file; nothing is written. Throws VALIDATION when it can't be read. */
export async function previewImport(
  ctx: ServiceContext,
  { bytes, options }: ImportFile,
): Promise<ImportPreview> {
  authorize(ctx, 'machine:edit');
  const table = readTable(bytes, options);
  const register = await loadRegister(ctx, ctx.db);
  const plan = planImport(table, options, register);
  return { ...tellPlan(plan, register), digest: digestOf(plan), emptyCells: options.emptyCells };
}
