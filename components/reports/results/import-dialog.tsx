'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from '@/shared/domain/format.ts';
import { MOST_IMPORT_CHARACTERS, type ResultsRead } from '@/shared/schemas/result-import.ts';
import { rateText } from '../../metrics/rate-words.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { FormError } from '../../ui/error-note.tsx';
import { InputField, TextAreaField } from '../../ui/field.tsx';
import { newId } from '../../ui/new-id.ts';
import { toast } from '../../ui/toast.tsx';
import { ImportedCells } from './imported-cells.tsx';
import type { ImportedRow } from './types.ts';

const SHOWN = 50;

/** Others' results, pasted or out of a file, looked at before anything of them is stored. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [id] = useState(newId);
  const [text, setText] = useState('');
  const [told, setTold] = useState({ source: '', model: '', hardware: '' });
  const read = useMutation(trpc.results.readImport.mutationOptions());
  const bring = useMutation(
    trpc.results.import.mutationOptions({
      onSuccess: ({ results }) => {
        void queries.invalidateQueries(trpc.results.imports.pathFilter());
        toast.done(results === 1 ? 'One result came in' : `${formatCount(results)} results came in`);
        onClose();
      },
    }),
  );
  const found = read.data;
  const change = (next: string): void => {
    setText(next);
    read.reset();
    bring.reset();
  };
  const field = (key: keyof typeof told) => ({
    required: true,
    maxLength: 300,
    value: told[key],
    onChange: (event: { target: { value: string } }) => setTold({ ...told, [key]: event.target.value }),
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title="Import results"
      description="What mlx_lm.benchmark printed, or llama-bench wrote as markdown, CSV, JSON or JSON lines. They stand beside the lab’s own and in none of its figures."
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!found) read.mutate({ text });
          else if (found.rows.length > 0) bring.mutate({ id, text, ...told });
        }}
      >
        <TextAreaField
          label="Results"
          rows={found ? 4 : 10}
          spellCheck={false}
          maxLength={MOST_IMPORT_CHARACTERS}
          className="[&_textarea]:font-mono [&_textarea]:text-xs"
          value={text}
          onChange={(event) => change(event.target.value)}
        />
        <label className="grid gap-1 text-sm">
          Or a file
          <input
            type="file"
            accept=".txt,.md,.csv,.json,.jsonl,text/plain,text/csv,application/json"
            className="max-w-full file:mr-3 file:h-(--control) file:rounded-md file:border file:border-border-strong file:bg-surface file:px-3"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file) void file.text().then(change, toast.failed);
            }}
          />
        </label>
        {found && <Preview found={found} />}
        {found && found.rows.length > 0 && (
          <>
            <InputField
              label="Where they are from"
              hint="A page, a paper, a person: whoever reads them asks."
              {...field('source')}
            />
            {found.withoutModel > 0 && (
              <InputField
                label={`Model of the ${count(found.withoutModel, 'result')} that name none`}
                {...field('model')}
              />
            )}
            {found.withoutHardware > 0 && (
              <InputField
                label={`Machine of the ${count(found.withoutHardware, 'result')} that name none`}
                hint="As “MacBook Pro M4 Max, 64 GB”."
                {...field('hardware')}
              />
            )}
          </>
        )}
        <FormError error={read.error ?? bring.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            disabled={text.trim() === '' || (found !== undefined && found.rows.length === 0)}
            busyLabel={read.isPending ? 'Reading…' : bring.isPending ? 'Importing…' : null}
          >
            {found && found.rows.length > 0 ? `Import ${count(found.rows.length, 'result')}` : 'Look at it'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const count = (many: number, of: string): string => `${formatCount(many)} ${of}${many === 1 ? '' : 's'}`;
const rateOf = ({ prompt, generation, combined }: ImportedRow): string =>
  [
    ...(prompt ? [`${rateText(prompt.mean)} in`] : []),
    ...(generation ? [`${rateText(generation.mean)} out`] : []),
    ...(combined ? [rateText(combined.mean)] : []),
  ].join(', ');

function Preview({ found }: { found: ResultsRead }) {
  const { rows, problems, moreProblems } = found;
  const lost = problems.length + moreProblems;
  return (
    <section aria-label="What comes in" className="flex flex-col gap-3 text-sm" role="status">
      <p>
        <b>{count(rows.length, 'result')}</b>
        {lost > 0 && `, and ${count(lost, 'line')} that ${lost === 1 ? 'is' : 'are'} read as nothing`}
      </p>
      {rows.length > 0 && (
        <div className="max-h-60 overflow-auto" tabIndex={0} role="region" aria-label="Results">
          <table className="list-table report-table">
            <caption className="sr-only">Results found</caption>
            <thead>
              <tr>
                <th scope="col">Model and machine</th>
                <th scope="col">Program</th>
                <th scope="col">Test</th>
                <th scope="col" className="number">
                  tok/s
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map((row) => (
                <tr key={`${row.line} ${row.promptTokens} ${row.generationTokens}`}>
                  <ImportedCells row={row} />
                  <td className="number">{rateOf(row)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length > SHOWN && <p className="text-muted">and {formatCount(rows.length - SHOWN)} more</p>}
      {lost > 0 && (
        <ul className="max-h-40 overflow-auto text-text-2">
          {problems.slice(0, SHOWN).map((it) => (
            <li key={it.line}>
              Line {it.line}: {it.message}
            </li>
          ))}
          {lost > SHOWN && <li className="text-muted">and {formatCount(lost - SHOWN)} more</li>}
        </ul>
      )}
    </section>
  );
}
