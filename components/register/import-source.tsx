'use client';

import { FileUp } from 'lucide-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { CsvLink } from './file-actions.tsx';
import { type ChosenFile, readFile } from './import-file.ts';

type Props = { onFile: (file: ChosenFile) => void };

/** Where the rows come from: a file that is chosen or dropped, or a table that is pasted. */
export function ImportSource({ onFile }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<unknown>(null);
  const [isOver, setOver] = useState(false);
  const take = (file: File | undefined): void => {
    if (!file) return;
    setError(null);
    readFile(file).then(onFile, setError);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div className="grid max-w-[44rem] gap-5">
      <div
        className="imp-drop"
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileUp aria-hidden size={24} strokeWidth={1.6} className="text-muted" />
        <h2 className="text-md">A table of Macs as CSV</h2>
        <p className="text-text-2">
          A line of headings, and a line for each Mac. Every row is shown with what would become of it before
          anything is written. Up to 5 MB and 5,000 rows.
        </p>
        <input
          ref={picker}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          className="sr-only"
          tabIndex={-1}
          aria-label="CSV file"
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        <div className="flex flex-wrap justify-center gap-2">
          <Button look="primary" onClick={() => picker.current?.click()}>
            Choose a file…
          </Button>
          <CsvLink>The register as CSV</CsvLink>
        </div>
        <p className="text-sm text-muted max-tablet:hidden">or drop it here</p>
      </div>
      <FormError error={error} />
      <PasteForm onPaste={(text) => take(new File([text], 'pasted.csv'))} />
    </div>
  );
}

function PasteForm({ onPaste }: { onPaste: (text: string) => void }) {
  const id = useId();
  const [text, setText] = useState('');
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onPaste(text);
      }}
    >
      <label htmlFor={id} className="text-sm font-medium">
        Or paste the rows, as a spreadsheet copies them
      </label>
      <textarea
        id={id}
        value={text}
        rows={5}
        spellCheck={false}
        className="w-full rounded-md border border-border-control bg-surface p-3 font-mono text-xs"
        onChange={(event) => setText(event.target.value)}
      />
      <div>
        <Button type="submit" disabled={text.trim() === ''}>
          Look at the rows
        </Button>
      </div>
    </form>
  );
}
