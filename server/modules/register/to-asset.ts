import type { Machine, MachineReport } from '@/prisma/generated/client.ts';
import { differingFields } from '@/shared/domain/hardware-drift.ts';
import { REGISTER_FIELDS } from '@/shared/domain/register-fields.ts';
import type { Asset, AssetFields, CustomValue } from '@/shared/schemas/register.ts';
import { may, type ServiceContext } from '../../context.ts';
import { modelName, readReport } from '../inventory/index.ts';
import { readCatalogue } from './read-catalogue.ts';

export type AssetRow = Machine & {
  report: MachineReport | null;
  agent: { state: Asset['connection'] } | null;
  owner: { name: string } | null;
  ownerTeam: { name: string } | null;
};
/** What `AssetRow` wants to be read with. */
export const WITH_NAMES = {
  report: true,
  agent: { select: { state: true } },
  owner: { select: { name: true } },
  ownerTeam: { select: { name: true } },
} as const;

const day = (date: Date | null): string | null => date && date.toISOString().slice(0, 10);
const count = (bytes: bigint | null): number | null => (bytes === null ? null : Number(bytes));
const price = (decimal: { toNumber(): number } | null): number | null => decimal && decimal.toNumber();

/** The fields as people entered them. */
export function fieldsOf(row: Machine): AssetFields {
  return {
    tag: row.tag,
    name: row.name,
    serial: row.serial,
    catalogId: row.catalogId,
    memoryBytes: count(row.memoryBytes),
    diskBytes: count(row.diskBytes),
    status: row.status,
    ownership: row.ownership,
    ownerId: row.ownerId,
    ownerTeamId: row.ownerTeamId,
    location: row.location,
    purchasedOn: day(row.purchasedOn),
    purchasePrice: price(row.purchasePrice),
    supplier: row.supplier,
    orderNumber: row.orderNumber,
    warrantyUntil: day(row.warrantyUntil),
    lifespanMonths: row.lifespanMonths,
    residualPrice: price(row.residualPrice),
    hourlyRate: price(row.hourlyRate),
    leaseUntil: day(row.leaseUntil),
    leaseMonthlyPrice: price(row.leaseMonthlyPrice),
    idleWatts: row.idleWatts,
    maxWatts: row.maxWatts,
    // Added with an empty one: none.
    note: row.note?.trim() || null,
  };
}

export const customOf = (row: Pick<Machine, 'customValues'>): Record<string, CustomValue> =>
  (row.customValues ?? {}) as Record<string, CustomValue>;

/** Serial and order number are for those who keep the register. */
const HIDDEN: Partial<AssetFields> = Object.fromEntries(
  REGISTER_FIELDS.flatMap((it) => (it.isPrivate ? [[it.key, null]] : [])),
);

export function toAsset(ctx: ServiceContext, row: AssetRow): Asset {
  const fields = fieldsOf(row);
  const mayEdit = may(ctx, 'machine:edit');
  const { facts } = readReport(row.report);
  return {
    ...fields,
    ...(!mayEdit && HIDDEN),
    id: row.id,
    revision: row.revision,
    simulated: row.simulated,
    modelName: modelName(row.catalogId, facts),
    ownerName: row.owner?.name ?? null,
    ownerTeamName: row.ownerTeam?.name ?? null,
    connection: row.agent?.state ?? 'never',
    differs: differingFields(facts, fields, readCatalogue(row.catalogId, facts), mayEdit),
    custom: customOf(row),
    createdAt: row.createdAt,
  };
}
