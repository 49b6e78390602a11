import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import type { ImportOptions, ImportPreview } from '@/shared/schemas/register-import.ts';
import { later } from '../ui/later.tsx';
import { Pick } from '../ui/pick.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { DAY_WORD, DECIMAL_WORD, DELIMITER_WORD, ENCODING_WORD, leftOut } from './import-words.ts';

const ImportColumns = later(() => import('./import-columns.tsx'));

type Props = {
  preview: ImportPreview;
  options: ImportOptions;
  onChange: (change: Partial<ImportOptions>) => void;
};

const entries = <T extends Record<string, string>>(words: T): [string, string][] => Object.entries(words);
const MATCH_WORD = { serial: 'serial', tag: 'tag', name: 'name' };
const EMPTY_WORD = { keep: 'keep the value', clear: 'clear the value' };

/** How the file is read, as a sentence; what was found out can be changed. */
export function ImportSentence({ preview, options, onChange }: Props) {
  const [isChoosing, setChoosing] = useState(false);
  useWhenIdle(ImportColumns.warm);
  const { columns } = preview;
  const matched = columns.filter(({ key }) => key !== null).length;
  return (
    <section aria-label="How the file is read" className="imp-sentence">
      <span>Match by</span>
      <Pick
        label="Match by"
        value={options.matchBy ?? preview.matchBy}
        options={entries(MATCH_WORD)}
        onChange={(matchBy) => onChange({ matchBy: matchBy as ImportPreview['matchBy'] })}
      />
      <span>empty cells</span>
      <Pick
        label="Empty cells"
        value={options.emptyCells}
        options={entries(EMPTY_WORD)}
        onChange={(emptyCells) => onChange({ emptyCells: emptyCells as ImportPreview['emptyCells'] })}
      />
      <span>columns</span>
      <button type="button" className="pick" aria-haspopup="dialog" onClick={() => setChoosing(true)}>
        {matched} of {columns.length} matched
        <ChevronDown aria-hidden size={14} strokeWidth={2} className="flex-none" />
      </button>
      <span className="text-muted">{leftOut(preview)}</span>
      <ReadAs preview={preview} options={options} onChange={onChange} />
      {isChoosing && (
        <ImportColumns
          preview={preview}
          options={options}
          onChange={onChange}
          onClose={() => setChoosing(false)}
        />
      )}
    </section>
  );
}

function ReadAs({ preview, options, onChange }: Props) {
  const { encoding, delimiter, decimal, dayForm, hasNumbers, isDecimalSure } = preview;
  const asks = dayForm === 'asks';
  return (
    <span className="imp-read">
      <span className="text-muted">Read as</span>
      <Pick
        label="Encoding"
        value={options.encoding ?? encoding}
        options={entries(ENCODING_WORD)}
        look="off"
        onChange={(value) => onChange({ encoding: value as ImportPreview['encoding'], columns: null })}
      />
      <Pick
        label="Cut at"
        value={options.delimiter ?? delimiter}
        options={entries(DELIMITER_WORD)}
        look="off"
        onChange={(value) => onChange({ delimiter: value as ImportPreview['delimiter'], columns: null })}
      />
      {hasNumbers && (
        <Pick
          label="Decimal sign"
          value={options.decimal ?? decimal}
          options={entries(DECIMAL_WORD)}
          look={isDecimalSure ? 'off' : 'asks'}
          onChange={(value) => onChange({ decimal: value as ImportPreview['decimal'] })}
        />
      )}
      {(dayForm === 'dmy' || dayForm === 'mdy' || asks) && (
        <Pick
          label="Dates"
          value={options.dayOrder ?? (asks ? '' : dayForm)}
          options={[
            ...(asks ? [['', 'dates: say how'] as const] : []),
            ['dmy', DAY_WORD.dmy],
            ['mdy', DAY_WORD.mdy],
          ]}
          look={asks ? 'asks' : 'off'}
          onChange={(value) => onChange({ dayOrder: value === '' ? null : (value as 'dmy' | 'mdy') })}
        />
      )}
    </span>
  );
}
