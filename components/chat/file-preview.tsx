'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { tellFile } from './tell-file.ts';
import type { FileView } from './types.ts';

/** Beyond this a page is of no use to a reader; the model gets all of it. */
const SHOWN = 20_000;

/** What the model reads of a file, word for word. */
export default function FilePreview({ file, onClose }: { file: FileView; onClose: () => void }) {
  const trpc = useTRPC();
  const read = useQuery(trpc.chat.readFile.queryOptions({ id: file.id }));
  const block = read.data?.block;
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={file.name}
      description={`In the question: ${tellFile(file)}`}
    >
      {read.isError ? (
        <ErrorNote error={read.error} onRetry={() => void read.refetch()} />
      ) : block === undefined ? (
        <SkeletonRows label="Loading the file" />
      ) : (
        <>
          <pre className="chat-file-text" tabIndex={0}>
            {block.slice(0, SHOWN)}
          </pre>
          {block.length > SHOWN && <p className="pt-2 text-sm text-muted">Its beginning is shown here.</p>}
        </>
      )}
    </Dialog>
  );
}
