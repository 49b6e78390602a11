import { ChevronLeft, Download, KeyRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { formatCount } from '@/shared/domain/format.ts';
import type { ImportOptions, ImportPreview } from '@/shared/schemas/register-import.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Figure } from '../ui/figure.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Pick } from '../ui/pick.tsx';
import { ImportRows } from './import-rows.tsx';
import { ImportSentence } from './import-sentence.tsx';
import { download } from '../ui/download.ts';
import { count, fileFacts, verdictsCsv } from './import-words.ts';

type Props = {
  name: string;
  preview: ImportPreview;
  options: ImportOptions;
  /** It is looked at again. */
  isBusy: boolean;
  isWriting: boolean;
  onChange: (change: Partial<ImportOptions>) => void;
  onCancel: () => void;
  onImport: () => void;
};

/** What would become of every row, before anything is written. */
export function ImportPreviewView({
  name,
  preview,
  options,
  isBusy,
  isWriting,
  onChange,
  onCancel,
  onImport,
}: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  // What was pressed to come here is gone.
  useEffect(() => heading.current?.focus(), []);
  const { counts } = preview;
  const wanted = counts.new + counts.changes;
  return (
    <div aria-busy={isBusy}>
      <div className="imp-head">
        <IconButton label="Choose another file" onClick={onCancel} className="-ml-2">
          <ChevronLeft aria-hidden size={18} strokeWidth={1.6} />
        </IconButton>
        <div className="imp-name">
          <h2 ref={heading} tabIndex={-1} className="truncate text-md outline-none">
            {name}
          </h2>
          <p className="text-sm text-muted">{fileFacts(preview)} · nothing is written yet</p>
        </div>
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          icon={<Download aria-hidden size={16} strokeWidth={1.6} />}
          onClick={() => download(verdictsCsv(preview), `verdicts-${name.replace(/\.\w+$/, '')}.csv`)}
        >
          Verdicts
        </Button>
        <Button
          look="primary"
          disabled={wanted === 0 || isBusy}
          busyLabel={isWriting ? 'Importing…' : null}
          onClick={onImport}
        >
          {`Import ${count(wanted, 'row')}`}
        </Button>
      </div>
      <dl className="imp-figures">
        <Figure label="New" value={formatCount(counts.new)} />
        <Figure label="Changes" value={formatCount(counts.changes)} />
        <Figure label="No change" value={formatCount(counts.same)} />
        <Figure
          label="Refused"
          value={
            <span className={counts.refused > 0 ? 'text-fault-text' : ''}>{formatCount(counts.refused)}</span>
          }
        />
      </dl>
      <ImportSentence preview={preview} options={options} onChange={onChange} />
      <Told preview={preview} wanted={wanted} />
      <Rows preview={preview} onMend={(mend) => onChange({ mends: [...options.mends, mend] })} />
    </div>
  );
}

function Told({ preview, wanted }: { preview: ImportPreview; wanted: number }) {
  const { counts, notes, dayForm, columns } = preview;
  const { refused } = counts;
  const isNothingTaken = columns.every(({ key }) => key === null);
  return (
    <div className="grid gap-2 py-3">
      {isNothingTaken && (
        <Banner tone="warning" title="None of the columns is known.">
          Say above which column holds what, or how the file is cut into columns.
        </Banner>
      )}
      {dayForm === 'asks' && (
        <Banner tone="warning" title="Dates such as 03/04/2026 could be either.">
          Say above how they are written; nothing in the file tells.
        </Banner>
      )}
      {!preview.isDecimalSure && (
        <Banner tone="warning" title="Numbers such as 1.234 could be either.">
          Check the decimal sign above; nothing in the file tells.
        </Banner>
      )}
      {notes.map((note) => (
        <Banner key={note} tone="warning" title="About the file.">
          {note}
        </Banner>
      ))}
      <Banner
        icon={<KeyRound aria-hidden size={16} strokeWidth={1.6} />}
        title={
          wanted === 0
            ? 'There is nothing to write.'
            : wanted === 1
              ? 'One row in one step.'
              : `All ${formatCount(wanted)} or none.`
        }
      >
        {wanted > 1 && 'They are written in one step. '}
        {refused > 0 &&
          `The ${refused === 1 ? 'refused row stays' : `${formatCount(refused)} refused rows stay`} out; mend ${refused === 1 ? 'it' : 'them'} here or in the file. `}
        Importing the same file again changes nothing.
      </Banner>
    </div>
  );
}

const SHOWS = ['every row', 'new', 'changes', 'no change', 'refused', 'with a warning'] as const;
type Show = (typeof SHOWS)[number];
const isShown = (row: ImportPreview['rows'][number], show: Show): boolean =>
  show === 'every row' ||
  (show === 'with a warning' && row.warnings.length > 0) ||
  row.verdict === (show === 'no change' ? 'same' : show);

function Rows({
  preview,
  onMend,
}: {
  preview: ImportPreview;
  onMend: (mend: ImportOptions['mends'][number]) => void;
}) {
  const [show, setShow] = useState<Show>('every row');
  const rows = preview.rows.filter((it) => isShown(it, show));
  const options = SHOWS.map((it): [Show, string] => [
    it,
    `${it} (${formatCount(preview.rows.filter((row) => isShown(row, it)).length)})`,
  ]);
  return (
    <>
      <p className="flex items-center gap-2 pb-2 text-sm text-muted">
        Show
        <Pick
          label="Which rows"
          value={show}
          options={options}
          look="off"
          onChange={(value) => setShow(value as Show)}
        />
      </p>
      {rows.length === 0 ? (
        <EmptyState
          title="No such row"
          action={<Button onClick={() => setShow('every row')}>Show every row</Button>}
        >
          The file has no row of this kind.
        </EmptyState>
      ) : (
        <ImportRows key={show} rows={rows} onMend={onMend} />
      )}
    </>
  );
}
