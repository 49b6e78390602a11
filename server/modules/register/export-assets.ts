import { BYTE_ORDER_MARK, csvLine, type CsvValue } from '@/shared/domain/csv/csv-line.ts';
import { type ColumnField, columnFields, headerOf } from '@/shared/domain/csv/register-columns.ts';
import { findModelByWords, getMacModel } from '@/shared/data/mac-models.ts';
import { OWNERSHIP_LABEL, REGISTER_FIELDS, STATUS_LABEL } from '@/shared/domain/register-fields.ts';
import type { Asset, CustomValue } from '@/shared/schemas/register.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { readCurrency } from '../energy/index.ts';
import { MOST_MACHINES } from '../inventory/index.ts';
import { readOwnFields } from './import/load-register.ts';
import { toAsset, WITH_NAMES } from './to-asset.ts';

const PRIVATE = new Set<string>(REGISTER_FIELDS.flatMap((it) => (it.isPrivate ? [it.key] : [])));

/**
 * The register as CSV that imports again as it is: those of the machines, or all of them; simulated ones are no
 * assets. Serials and order numbers are for those who keep the register.
 */
export async function exportAssets(
  ctx: ServiceContext,
  { machineIds }: { machineIds: readonly string[] | null },
): Promise<string> {
  authorize(ctx, 'report:export');
  const rows = await ctx.db.machine.findMany({
    where: { simulated: false, ...(machineIds && { id: { in: [...machineIds] } }) },
    include: WITH_NAMES,
    orderBy: [{ tag: { sort: 'asc', nulls: 'last' } }, { name: 'asc' }],
    take: MOST_MACHINES,
  });
  const fields = columnFields(await readOwnFields(ctx.db));
  const currency = await readCurrency(ctx, ctx.db);
  const shown = fields.filter(({ key }) => may(ctx, 'machine:edit') || !PRIVATE.has(key));
  await emitAudit(ctx, ctx.db, {
    action: 'register.export',
    objectType: 'register',
    objectId: 'file',
    objectName: 'Register',
    after: { machines: rows.length },
  });
  const lines = rows.map((row) => {
    const asset = toAsset(ctx, row);
    return csvLine(shown.map((field) => cellOf(field, asset)));
  });
  const header = csvLine(shown.map((field) => headerOf(field, fields, currency)));
  return BYTE_ORDER_MARK + header + lines.join('');
}

function cellOf({ key, kind, isOwn }: ColumnField, asset: Asset): CsvValue {
  if (isOwn) return asset.custom[key] ?? null;
  const value = (asset as Record<string, unknown>)[key] as CustomValue;
  if (value === null) return null;
  switch (kind) {
    case 'gigabytes':
      return Number(value) / 2 ** 30;
    case 'person':
      return asset.ownerName;
    case 'team':
      return asset.ownerTeamName;
    case 'model': {
      const name = getMacModel(String(value))?.name;
      return name !== undefined && findModelByWords(name)?.id === value ? name : value;
    }
    case 'status':
      return STATUS_LABEL[asset.status];
    case 'ownership':
      return OWNERSHIP_LABEL[asset.ownership];
    default:
      return value;
  }
}
