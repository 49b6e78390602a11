'use client';

import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Action } from '@/shared/domain/permissions.ts';
import type { PageAction } from '../layout/page-header.tsx';
import { MOST_TAKEN_OUT } from '@/shared/schemas/maintenance.ts';
import { useCan } from '../providers/me.tsx';
import { buttonClass } from '../ui/button.tsx';
import type { Row } from './types.ts';

/** What fits into an address; for more than these the whole register is taken. */
const MOST_IN_ADDRESS = 300;
const idsOf = (machineIds: readonly string[] | undefined): string =>
  machineIds && machineIds.length <= MOST_IN_ADDRESS ? `?ids=${machineIds.join(',')}` : '';

export const labelsHref = (machineIds?: readonly string[]): string =>
  `/machines/register/labels${idsOf(machineIds)}`;

/** What one can do with the register as a whole, for the page's header. */
export function fileActions(can: (action: Action) => boolean): PageAction[] {
  const labels = { label: 'Labels…', href: labelsHref() };
  return can('machine:edit') ? [{ label: 'Import…', href: '/machines/register/import' }, labels] : [labels];
}

/** Simulated machines are no assets: there is no label and no row for them. */
export const assetIds = (rows: readonly Row[]): string[] =>
  rows.flatMap(({ asset }) => (asset.simulated ? [] : [asset.id]));

/** The plan of a maintenance of some Macs; null where there are none in use, or more than one plan takes. */
export function maintenanceHref(rows: readonly Row[]): string | null {
  const ids = rows.flatMap(({ asset }) => (asset.status === 'retired' ? [] : [asset.id]));
  if (ids.length === 0 || ids.length > MOST_TAKEN_OUT) return null;
  return `/machines/maintenance?plan=1&machines=${ids.join(',')}`;
}

type CsvLinkProps = {
  /** Those of a view; all of them when left out, and when it is every one of `of`. */
  machineIds?: readonly string[];
  of?: number;
  children?: ReactNode;
};
/** The register as a file, or those machines of it; nothing for who may take out none, and of none. */
export function CsvLink({ machineIds, of, children }: CsvLinkProps) {
  const can = useCan();
  if (!can('report:export') || machineIds?.length === 0) return null;
  const some = machineIds && machineIds.length !== of ? machineIds : undefined;
  return (
    <a className={buttonClass({})} href={`/api/register.csv${idsOf(some)}`} download>
      <Download aria-hidden size={16} strokeWidth={1.6} />
      {children ?? (some && idsOf(some) === '' ? 'CSV of all' : 'CSV')}
    </a>
  );
}
