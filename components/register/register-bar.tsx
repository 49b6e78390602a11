'use client';

import { ListFilter, Search } from 'lucide-react';
import { type RefObject, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { assetIds, CsvLink } from './file-actions.tsx';
import type { Column } from './columns.ts';
import type { RegisterView } from './register-address.ts';
import type { Row } from './types.ts';
import { ViewLinks } from './view-links.tsx';

const ColumnsDialog = later(() => import('./columns-dialog.tsx'));

type Props = {
  rows: readonly Row[];
  /** Those of the view. */
  shown: readonly Row[];
  view: RegisterView;
  today: string;
  columns: readonly Column[];
  filter: RefObject<HTMLInputElement | null>;
  onType: (question: string) => void;
  onGo: (change: Partial<RegisterView>) => void;
};

/** Which rows, and what of them. */
export function RegisterBar({ rows, shown, view, today, columns, filter, onType, onGo }: Props) {
  const [isChoosing, setIsChoosing] = useState(false);
  useWhenIdle(ColumnsDialog.warm);
  return (
    <div className="reg-bar">
      <ViewLinks rows={rows} view={view} today={today} onGo={onGo} />
      <div className="reg-tools">
        <label className="reg-filter">
          <Search aria-hidden size={16} strokeWidth={1.6} className="flex-none" />
          <span className="sr-only">Filter</span>
          <input
            ref={filter}
            type="search"
            placeholder="Name, serial, owner, place"
            value={view.q}
            maxLength={100}
            onChange={(event) => onType(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              onType('');
              event.currentTarget.blur();
            }}
          />
          <Kbd>/</Kbd>
        </label>
        <Button
          icon={<ListFilter aria-hidden size={16} strokeWidth={1.6} />}
          onClick={() => setIsChoosing(true)}
        >
          Columns
        </Button>
        <CsvLink machineIds={assetIds(shown)} of={assetIds(rows).length} />
      </div>
      {isChoosing && (
        <ColumnsDialog columns={columns} view={view} onGo={onGo} onClose={() => setIsChoosing(false)} />
      )}
    </div>
  );
}
