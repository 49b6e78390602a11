'use client';

import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { type Column, shownColumns } from './columns.ts';
import type { RegisterView } from './register-address.ts';

type Props = {
  columns: readonly Column[];
  view: RegisterView;
  onGo: (change: Partial<RegisterView>) => void;
  onClose: () => void;
};

/** What the table shows of each Mac and in which order; it changes behind the dialog at once. */
export default function ColumnsDialog({ columns, view: opened, onGo: go, onClose }: Props) {
  // The table behind may take a moment; what was pressed shows at once.
  const [view, setView] = useState(opened);
  const onGo = (change: Partial<RegisterView>): void => {
    setView((before) => ({ ...before, ...change }));
    go(change);
  };
  const shown = new Set(shownColumns(columns, view.columns).map((it) => it.id));
  const toggle = (id: string, isOn: boolean): void => {
    const next = columns.filter((it) => (it.id === id ? isOn : shown.has(it.id)));
    onGo({ columns: next.map((it) => it.id).filter((it) => it !== 'name') });
  };
  return (
    <Dialog open onOpenChange={onClose} title="Columns and order" description="A saved view keeps them.">
      <div className="grid grid-cols-2 gap-x-4">
        {columns
          .filter((it) => it.id !== 'name')
          .map((it) => (
            <Checkbox
              key={it.id}
              checked={shown.has(it.id)}
              onChange={(event) => toggle(it.id, event.target.checked)}
            >
              {it.label}
            </Checkbox>
          ))}
      </div>
      <div className="grid items-end gap-4 pt-4 tablet:grid-cols-2">
        <SelectField
          label="Order by"
          options={columns.map((it) => ({ value: it.id, label: it.label }))}
          value={view.sort}
          onChange={(event) => onGo({ sort: event.target.value, isDescending: false })}
        />
        <Checkbox
          checked={view.isDescending}
          onChange={(event) => onGo({ isDescending: event.target.checked })}
        >
          The last first
        </Checkbox>
      </div>
      <DialogActions>
        <Button disabled={view.columns === null} onClick={() => onGo({ columns: null })}>
          Usual columns
        </Button>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
