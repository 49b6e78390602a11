'use client';

import type { ImportOptions, ImportPreview } from '@/shared/schemas/register-import.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';

type Props = {
  preview: ImportPreview;
  options: ImportOptions;
  onChange: (change: Partial<ImportOptions>) => void;
  onClose: () => void;
};

const LEFT_OUT = { value: '', label: 'left out' };

/** Which field each column of the file holds. */
export default function ImportColumns({ preview, options: asked, onChange, onClose }: Props) {
  const { columns, fields } = preview;
  const options = [LEFT_OUT, ...fields.map(({ key, label }) => ({ value: key, label }))];
  const keys = asked.columns ?? columns.map((it) => it.key);
  const choose = (index: number, key: string | null): void =>
    // A field is of one column: the one that had it lets go.
    onChange({
      columns: columns.map((_, at) => (at === index ? key : keys[at] === key ? null : (keys[at] ?? null))),
    });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="sheet"
      title="Columns"
      description="What each column of the file holds. What is left out changes nothing."
    >
      <div className="grid gap-4">
        {columns.map(({ header, example }, index) => (
          <SelectField
            // oxlint-disable-next-line react/no-array-index-key -- a column is its place: headings may be alike
            key={index}
            label={header === '' ? `Column ${index + 1}, without a heading` : header}
            hint={example === '' ? 'empty throughout' : `such as ${example}`}
            value={keys[index] ?? ''}
            options={options}
            onChange={(event) => choose(index, event.target.value || null)}
          />
        ))}
      </div>
      <DialogActions>
        <Button onClick={() => onChange({ columns: null })}>As found</Button>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
