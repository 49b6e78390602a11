import { ArrowRight, Plus, X } from 'lucide-react';
import { Fragment, type ReactNode, useRef, useState } from 'react';
import type { ImportOptions, ImportRow, Verdict } from '@/shared/schemas/register-import.ts';
import { Button } from '../ui/button.tsx';
import '../ui/list-table.css';
import { ImportMend } from './import-mend.tsx';
import { VERDICT_WORD } from './import-words.ts';

export type Mend = ImportOptions['mends'][number];
const STEP = 200;

/** Every row of the file and what would happen. */
export function ImportRows({ rows, onMend }: { rows: readonly ImportRow[]; onMend: (mend: Mend) => void }) {
  const [most, setMost] = useState(STEP);
  return (
    <>
      <table className="list-table imp-table">
        <caption className="sr-only">Every row of the file and what would happen</caption>
        <thead>
          <tr>
            <th scope="col" className="imp-line">
              Line
            </th>
            <th scope="col">Verdict</th>
            <th scope="col">Tag</th>
            <th scope="col">Mac</th>
            <th scope="col">Serial in file</th>
            <th scope="col">What would happen</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row) => (
            <Row key={row.line} row={row} onMend={onMend} />
          ))}
        </tbody>
      </table>
      {rows.length > most && (
        <div className="flex justify-center py-3">
          <Button onClick={() => setMost(most + STEP)}>
            {`Show ${Math.min(STEP, rows.length - most)} more of ${rows.length}`}
          </Button>
        </div>
      )}
    </>
  );
}

const ICON = { 'aria-hidden': true, size: 14, strokeWidth: 2 } as const;
const LOOKS: Record<Verdict, { icon: ReactNode; className: string }> = {
  new: { icon: <Plus {...ICON} />, className: 'font-strong text-ready-text' },
  changes: { icon: <ArrowRight {...ICON} />, className: 'font-strong' },
  same: { icon: null, className: 'text-muted' },
  refused: { icon: <X {...ICON} />, className: 'font-strong text-fault-text' },
};

function Row({ row, onMend }: { row: ImportRow; onMend: (mend: Mend) => void }) {
  const { icon, className } = LOOKS[row.verdict];
  const line = useRef<HTMLTableRowElement>(null);
  const mend = (it: Mend): void => {
    // What was pressed goes once the row is looked at again.
    line.current?.focus();
    onMend(it);
  };
  return (
    <tr ref={line} tabIndex={-1} data-verdict={row.verdict}>
      <td className="imp-line" data-label="Line">
        {row.line}
      </td>
      <td className="imp-verdict">
        <span className={`inline-flex items-center gap-1.5 ${className}`}>
          {icon}
          {VERDICT_WORD[row.verdict]}
        </span>
      </td>
      <td className={row.isNextTag ? 'imp-tag text-muted' : 'imp-tag'}>{row.tag}</td>
      <th scope="row" className="imp-mac">
        {row.name ?? <span className="text-muted">no name</span>}
      </th>
      <td className="imp-serial">{row.serial ?? '–'}</td>
      <td className="imp-wide">
        {row.verdict === 'refused' ? row.problems.join(' ') : <Shifts row={row} />}
        {row.mend && <ImportMend line={row.line} name={row.name} mend={row.mend} onMend={mend} />}
        {row.warnings.map((warning) => (
          <span key={warning} className="block text-maintenance-text">
            {warning}
          </span>
        ))}
      </td>
    </tr>
  );
}

function Shifts({ row }: { row: ImportRow }) {
  const isNew = row.verdict === 'new';
  return (
    <>
      {row.shifts.map(({ label, from, to }, index) => (
        <Fragment key={label}>
          {index > 0 && '; '}
          <span className="text-muted">{label}</span>{' '}
          {!isNew && (
            <>
              <del>{from ?? 'empty'}</del> →{' '}
            </>
          )}
          <b className="font-medium">{to ?? 'empty'}</b>
        </Fragment>
      ))}
      {row.isNextTag && <span className="block text-muted">No tag in the file: takes the next one.</span>}
      {isNew && row.shifts.length === 0 && <span className="text-muted">Waits for its agent.</span>}
    </>
  );
}
