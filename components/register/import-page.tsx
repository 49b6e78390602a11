'use client';

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import type { ImportOptions, ImportResult } from '@/shared/schemas/register-import.ts';
import { announce } from '../layout/live-region.tsx';
import { machineTabs } from '../layout/machine-tabs.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan } from '../providers/me.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import './import.css';
import { askPreview, type ChosenFile, FIRST_OPTIONS, importFile } from './import-file.ts';
import { ImportPreviewView } from './import-preview.tsx';
import { ImportSource } from './import-source.tsx';
import { count } from './import-words.ts';

const REGISTER = '/machines/register';

/** Rows of a file into the register: chosen, looked at, written. */
export function ImportPage() {
  const can = useCan();
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [done, setDone] = useState<ImportResult | null>(null);
  const start = (next: ChosenFile | null): void => {
    setFile(next);
    setDone(null);
  };
  return (
    <>
      <PageHeader title="Macs" facts="import into the register" tabs={machineTabs(REGISTER)} />
      <main id="main" className="page-body">
        {!can('machine:edit') ? (
          <EmptyState
            title="Only admins import"
            action={<ButtonLink href="/machines">To the list of Macs</ButtonLink>}
          >
            An admin of the lab keeps the register of its Macs, by hand or from a file.
          </EmptyState>
        ) : done ? (
          <Done result={done} onMore={() => start(null)} />
        ) : file ? (
          <Preview key={file.id} file={file} onCancel={() => start(null)} onDone={setDone} />
        ) : (
          <>
            <BackLink />
            <ImportSource onFile={start} />
          </>
        )}
      </main>
    </>
  );
}

const BackLink = () => (
  <p className="pb-3">
    <Link href={REGISTER} prefetch={false} className="inline-flex items-center gap-1 text-text-2">
      <ChevronLeft aria-hidden size={16} strokeWidth={1.6} />
      Back to the register
    </Link>
  </p>
);

type PreviewProps = { file: ChosenFile; onCancel: () => void; onDone: (result: ImportResult) => void };

function Preview({ file, onCancel, onDone }: PreviewProps) {
  const [options, setOptions] = useState<ImportOptions>(FIRST_OPTIONS);
  const preview = useQuery({
    queryKey: ['import-preview', file.id, options],
    queryFn: () => askPreview(file, options),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
  });
  const writing = useMutation({
    mutationFn: (digest: string) => importFile(file, options, digest),
    onSuccess: (result) => {
      announce('Imported');
      onDone(result);
    },
    onError: () => undefined,
  });
  const change = (more: Partial<ImportOptions>): void => {
    writing.reset();
    setOptions((now) => ({ ...now, ...more }));
    announce('Looking at the rows again');
  };
  const lookAgain = (): void => {
    writing.reset();
    void preview.refetch();
  };
  return (
    <>
      {preview.isPending && <SkeletonRows label="Loading the rows" count={8} />}
      {preview.isError && (
        <ErrorNote
          error={preview.error}
          action={
            <span className="flex flex-wrap gap-2">
              {options !== FIRST_OPTIONS && (
                <Button small onClick={() => setOptions(FIRST_OPTIONS)}>
                  Read it as found
                </Button>
              )}
              <Button small onClick={lookAgain}>
                Try again
              </Button>
              <Button small onClick={onCancel}>
                Another file
              </Button>
            </span>
          }
        />
      )}
      {writing.isError && (
        <div className="pb-4">
          <ErrorNote
            error={writing.error}
            action={
              <Button small onClick={lookAgain}>
                Look again
              </Button>
            }
          />
        </div>
      )}
      {preview.data && !preview.isError && (
        <ImportPreviewView
          name={file.name}
          preview={preview.data}
          options={options}
          isBusy={preview.isFetching}
          isWriting={writing.isPending}
          onChange={change}
          onCancel={onCancel}
          onImport={() => writing.mutate(preview.data.digest)}
        />
      )}
    </>
  );
}

function Done({ result, onMore }: { result: ImportResult; onMore: () => void }) {
  const { added, changed, leftOut } = result;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} className="grid max-w-[44rem] gap-4 outline-none">
      <Banner
        title={
          added + changed === 0
            ? 'Nothing had to be written.'
            : `${count(added + changed, 'row')} imported in one step.`
        }
      >
        {count(added, 'Mac')} added, {count(changed, 'Mac')} changed.
        {leftOut > 0 && ` ${count(leftOut, 'refused row')} stayed out.`}
      </Banner>
      <div className="flex flex-wrap gap-2">
        <ButtonLink look="primary" href={REGISTER}>
          To the register
        </ButtonLink>
        <Button onClick={onMore}>Import another file</Button>
      </div>
    </div>
  );
}
