'use client';

import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { type Column, shownColumns } from './columns.ts';

type Props = {
  columns: readonly Column[];
  /** Null: the usual ones. */
  chosen: readonly string[] | null;
  onChange: (chosen: readonly string[] | null) => void;
  onClose: () => void;
};

/** What the table shows of each Mac; it changes behind the dialog at once. */
export default function ColumnsDialog({ columns, chosen, onChange, onClose }: Props) {
  const shown = new Set(shownColumns(columns, chosen).map((it) => it.id));
  const toggle = (id: string, isOn: boolean): void => {
    const next = columns.filter((it) => (it.id === id ? isOn : shown.has(it.id)));
    onChange(next.map((it) => it.id).filter((it) => it !== 'name'));
  };
  return (
    <Dialog open onOpenChange={onClose} title="Columns" description="A saved view keeps them.">
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
      <DialogActions>
        <Button disabled={chosen === null} onClick={() => onChange(null)}>
          Usual columns
        </Button>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
