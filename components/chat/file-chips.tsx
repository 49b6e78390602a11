'use client';

import { useQuery } from '@tanstack/react-query';
import { FileText, RotateCw, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { toUserMessage } from '../user-message.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import './files.css';
import { tellFile } from './tell-file.ts';
import type { FileView } from './types.ts';
import type { Files } from './use-files.ts';

const FilePreview = later(() => import('./file-preview.tsx'));

/** The files of the question that is being written, those on their way and those that were refused among them. */
export function DraftFiles({ files: all }: { files: Files }) {
  const { files, arriving, remove, again, loadError, loadAgain } = all;
  if (loadError)
    return (
      <div className="pb-2">
        <ErrorNote error={loadError} onRetry={loadAgain} />
      </div>
    );
  if (files.length + arriving.length === 0) return null;
  return (
    <ul className="chat-files" aria-label="Attached files">
      {files.map((it) => (
        <FileChip key={it.id} file={it}>
          <IconButton label={`Remove ${it.name}`} onClick={() => remove(it.id)}>
            <X aria-hidden size={15} strokeWidth={1.6} />
          </IconButton>
        </FileChip>
      ))}
      {arriving.map((it) => (
        <li key={it.id} data-refused={it.error !== null || undefined}>
          <FileText aria-hidden size={16} strokeWidth={1.6} />
          <span>
            <b>{it.name}</b>
            {it.error === null ? (
              <small role="status">Being read…</small>
            ) : (
              <small role="alert">{refusalOf(it.error)}</small>
            )}
          </span>
          {it.error !== null && (
            <IconButton label={`Attach ${it.name} again`} onClick={() => again(it)}>
              <RotateCw aria-hidden size={15} strokeWidth={1.6} />
            </IconButton>
          )}
          {it.error !== null && (
            <IconButton label={`Remove ${it.name}`} onClick={() => remove(it.id)}>
              <X aria-hidden size={15} strokeWidth={1.6} />
            </IconButton>
          )}
        </li>
      ))}
    </ul>
  );
}

function refusalOf(error: unknown): string {
  const { title, detail } = toUserMessage(error);
  return [title, detail].filter(Boolean).join(' ');
}

/** Its name opens what the model reads of it. */
function FileChip({ file, children }: { file: FileView; children?: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <FileText aria-hidden size={16} strokeWidth={1.6} />
      <span>
        <button type="button" onClick={() => setOpen(true)}>
          <b>{file.name}</b>
        </button>
        <small>{tellFile(file)}</small>
      </span>
      {children}
      {isOpen && <FilePreview file={file} onClose={() => setOpen(false)} />}
    </li>
  );
}

type AskedFilesProps = { conversationId: string; ids: readonly string[] };

/** Below a question: the files it took along. */
export function AskedFiles({ conversationId, ids }: AskedFilesProps) {
  const trpc = useTRPC();
  const files = useQuery({
    ...trpc.chat.files.queryOptions({ conversationId, ids: [...ids] }),
    // Once asked about, they never change.
    staleTime: Infinity,
    enabled: ids.length > 0,
  });
  if (ids.length === 0) return null;
  if (files.isError) return <ErrorNote error={files.error} onRetry={() => void files.refetch()} />;
  const found = ids.flatMap((id) => files.data?.find((it) => it.id === id) ?? []);
  return (
    <ul className="chat-files" aria-label="Files of this question">
      {found.map((it) => (
        <FileChip key={it.id} file={it} />
      ))}
      {!files.data && <li aria-busy="true">Loading the files…</li>}
    </ul>
  );
}
