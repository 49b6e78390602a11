'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { formatCount } from '@/shared/domain/format.ts';
import type { ChatImportPreview } from '@/shared/schemas/chat-file.ts';
import { sendToPortal } from '../providers/portal-fetch.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { toast } from '../ui/toast.tsx';

const MOST_BYTES = 32 * 1024 * 1024;
const SHOWN = 8;
const FROM = {
  espalier: 'an Espalier',
  'open-webui': 'Open WebUI',
  chatgpt: 'ChatGPT',
  copy: 'a copy',
} as const;

/** A file of chats, looked at before anything of it is stored. */
export function ImportChats() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const box = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const preview = useMutation({ mutationFn: (it: File) => ask('/api/chats/import/preview', it) });
  const bring = useMutation({
    mutationFn: (it: File) => ask('/api/chats/import', it),
    onSuccess: ({ chats }) => {
      toast.done(chats === 1 ? 'One chat came in' : `${formatCount(chats)} chats came in`);
      void client.invalidateQueries(trpc.chat.pathFilter());
      leave();
    },
  });
  const leave = (): void => {
    setFile(null);
    preview.reset();
    if (box.current) box.current.value = '';
  };
  const look = (it: File | undefined): void => {
    leave();
    bring.reset();
    if (!it) return;
    setFile(it);
    preview.mutate(it);
  };
  return (
    <div className="flex flex-col gap-3 pt-3">
      <p className="text-text-2">
        An export of Espalier or Open WebUI, or ChatGPT’s conversations.json. 32 MB, 2,000 chats and 20,000
        messages at once. Its answers are marked as imported.
      </p>
      <label className="flex flex-wrap items-center gap-3">
        <span className="text-sm font-medium">File of chats</span>
        <input
          ref={box}
          type="file"
          className="max-w-full text-sm file:mr-3 file:h-(--control) file:rounded-md file:border file:border-border-strong file:bg-surface file:px-3 file:font-medium hover:file:bg-hover"
          accept=".json,application/json"
          onChange={(event) => look(event.target.files?.[0])}
        />
      </label>
      {preview.isPending && <p className="text-muted">Reading the file…</p>}
      <FormError error={preview.error ?? bring.error} />
      {file && preview.data && (
        <Preview
          preview={preview.data}
          isBringing={bring.isPending}
          onBring={() => bring.mutate(file)}
          onLeave={leave}
        />
      )}
    </div>
  );
}

type PreviewProps = {
  preview: ChatImportPreview;
  isBringing: boolean;
  onBring: () => void;
  onLeave: () => void;
};
function Preview({ preview, isBringing, onBring, onLeave }: PreviewProps) {
  const { origin, chats, messages, first, leftOut } = preview;
  return (
    <section aria-label="What comes in" className="flex flex-col gap-3">
      <p>
        <b>
          {formatCount(chats)} {chats === 1 ? 'chat' : 'chats'}
        </b>{' '}
        with {formatCount(messages)} messages from {FROM[origin]}. Only you see them.
      </p>
      <ul className="text-sm text-text-2">
        {first.slice(0, SHOWN).map((it, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- chats of a file may be called alike
          <li key={index} dir="auto">
            {it.title} <span className="text-muted">· {formatCount(it.messages)}</span>
          </li>
        ))}
        {chats > SHOWN && <li className="text-muted">and {formatCount(chats - SHOWN)} more</li>}
      </ul>
      {leftOut.length > 0 && (
        <div className="text-sm">
          <p>Left out:</p>
          <ul className="text-text-2">
            {leftOut.map((it) => (
              <li key={it.what}>
                {formatCount(it.count)} {it.what}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="flex gap-2">
        <Button
          look="primary"
          disabled={chats === 0}
          busyLabel={isBringing ? 'Importing…' : null}
          onClick={onBring}
        >
          Import
        </Button>
        <Button onClick={onLeave}>Leave it</Button>
      </div>
    </section>
  );
}

/** Errors come with the portal's words, and its code where a procedure's has it. */
async function ask(url: string, file: File): Promise<ChatImportPreview> {
  if (file.size > MOST_BYTES)
    throw new Error('The file is larger than 32 MB. Split it and import the parts.');
  const response = await sendToPortal(url, file);
  const answer = (await response.json().catch(() => null)) as
    | (ChatImportPreview & { error?: { code: string; message: string } })
    | null;
  if (response.ok && answer) return answer;
  const data = { code: answer?.error?.code, requestId: response.headers.get('x-request-id') };
  const words =
    answer?.error?.message ?? 'The portal could not take that. Look whether it was done, then try again.';
  throw Object.assign(new Error(words), { data });
}
