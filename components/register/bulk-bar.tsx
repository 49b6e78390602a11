'use client';

import { ChevronDown, Printer } from 'lucide-react';
import { useState } from 'react';
import { STATUS_LABEL } from '@/shared/domain/register-fields.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { DropdownMenu } from '../ui/dropdown-menu.tsx';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { assetIds, labelsHref, maintenanceHref } from './file-actions.tsx';
import type { Row } from './types.ts';

const BulkDialog = later(() => import('./bulk-dialog.tsx'));

/** What is asked first: the field, and its value where that was chosen already. */
export type BulkQuestion = { fieldId: string | null; draft: string };

const FEW = 6;

type Props = {
  rows: readonly Row[];
  /** Of the rows in sight. */
  count: number;
  onAll: () => void;
  onClear: () => void;
};

/** What one can do with the chosen Macs; nothing is written before its preview. */
export function BulkBar({ rows, count, onAll, onClear }: Props) {
  const [question, setQuestion] = useState<BulkQuestion | null>(null);
  useWhenIdle(BulkDialog.warm);
  const maintenance = maintenanceHref(rows);
  const names = rows.map((it) => it.asset.name);
  const shown =
    names.length > FEW
      ? `${names.slice(0, FEW).join(', ')} and ${names.length - FEW} more`
      : names.join(', ');
  const ask = (fieldId: string | null, draft = '') => setQuestion({ fieldId, draft });
  const statuses = Object.entries(STATUS_LABEL).map(([value, label]) => ({
    label,
    onSelect: () => ask('status', value),
  }));
  return (
    <section className="reg-bulk" aria-label="The chosen Macs">
      <b>{rows.length} chosen</b>
      <span className="min-w-0 flex-1 truncate text-muted max-tablet:hidden" title={names.join(', ')}>
        {shown}
      </span>
      <span className="reg-bulk-acts">
        <DropdownMenu label="Status of the chosen Macs" items={statuses}>
          <Button small>
            Status
            <ChevronDown aria-hidden size={14} strokeWidth={1.6} />
          </Button>
        </DropdownMenu>
        <Button small onClick={() => ask('ownerId')}>
          Owner…
        </Button>
        <Button small onClick={() => ask('location')}>
          Location…
        </Button>
        <Button small onClick={() => ask('hourlyRate')}>
          Rate…
        </Button>
        <Button small onClick={() => ask(null)}>
          Change…
        </Button>
        {maintenance && (
          <ButtonLink small href={maintenance}>
            Maintenance…
          </ButtonLink>
        )}
        <ButtonLink
          small
          href={labelsHref(assetIds(rows))}
          icon={<Printer aria-hidden size={14} strokeWidth={1.6} />}
        >
          Labels
        </ButtonLink>
      </span>
      {rows.length < count && (
        <Button small look="quiet" className="ml-auto tablet:hidden" onClick={onAll}>
          Choose all {count}
        </Button>
      )}
      <Button small look="quiet" onClick={onClear}>
        Clear
      </Button>
      {question && (
        <BulkDialog
          rows={rows}
          question={question}
          onClose={() => setQuestion(null)}
          onDone={() => {
            setQuestion(null);
            onClear();
          }}
        />
      )}
    </section>
  );
}
