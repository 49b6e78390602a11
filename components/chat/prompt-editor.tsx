'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { variablesOf } from '@/shared/domain/prompt-variables.ts';
import { PROMPT_NAME } from '@/shared/schemas/chat-prompts.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField, TextAreaField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import type { PromptView } from './types.ts';
import { useLibraryChanged } from './use-presets.ts';

type Props = { prompt: PromptView | null; onClose: () => void };

/** A prompt's text and name; another text is its next version. One that is not one's own is kept as one's own. */
export function PromptEditor({ prompt, onClose }: Props) {
  const trpc = useTRPC();
  const changed = useLibraryChanged();
  const own = prompt?.mayChange ? prompt : null;
  const [id] = useState(() => own?.id ?? newId());
  const [name, setName] = useState(prompt?.name ?? '');
  const [description, setDescription] = useState(prompt?.description ?? '');
  const [text, setText] = useState(prompt?.text ?? '');
  const [shared, setShared] = useState(own?.shared ?? false);
  const save = useMutation(trpc.chatLibrary.savePrompt.mutationOptions());
  const variables = variablesOf(text);
  const isNamed = PROMPT_NAME.test(name);
  const submit = async (): Promise<void> => {
    if (!isNamed || text.trim() === '') return;
    try {
      const { version } = await save.mutateAsync({
        id,
        name,
        description,
        text,
        shared,
        basedOn: own?.version ?? null,
      });
      await changed();
      toast.done(`/${name} is saved, version ${version}`);
      onClose();
    } catch {
      // Said above the buttons; the text stays.
    }
  };
  return (
    <FormDialog
      title={own ? `Change /${own.name}` : prompt ? `Keep /${prompt.name} as your own` : 'New prompt'}
      submitLabel={own ? 'Save prompt' : prompt ? 'Save as my own' : 'Save prompt'}
      busyLabel="Saving…"
      sending={save}
      noValidate
      canSubmit={name !== '' && text.trim() !== ''}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <InputField
        label="Name"
        placeholder="summary"
        value={name}
        maxLength={40}
        autoCapitalize="none"
        hint="As it is typed after the slash."
        error={
          name === '' || isNamed ? null : 'Small letters, digits and single hyphens, such as summary-table.'
        }
        onChange={(event) => setName(event.target.value)}
      />
      <InputField
        label="What it is for"
        value={description}
        maxLength={120}
        onChange={(event) => setDescription(event.target.value)}
      />
      <TextAreaField
        label="Text"
        hint={
          variables.length === 0
            ? 'What changes each time stands in double braces: {{audience}}.'
            : `Asked for each time: ${variables.join(', ')}.`
        }
        rows={6}
        maxLength={16_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
        Share it with the lab
      </Checkbox>
      {prompt && <Versions id={prompt.id} current={text} onTake={setText} />}
    </FormDialog>
  );
}

type VersionsProps = { id: string; current: string; onTake: (text: string) => void };
function Versions({ id, current, onTake }: VersionsProps) {
  const trpc = useTRPC();
  const timeZone = useZone();
  const [isOpen, setOpen] = useState(false);
  const versions = useQuery({ ...trpc.chatLibrary.promptVersions.queryOptions({ id }), enabled: isOpen });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer text-sm text-text-2">What it said before</summary>
      {versions.isError && <ErrorNote error={versions.error} onRetry={() => void versions.refetch()} />}
      <ul className="chat-library">
        {versions.data?.map((it) => (
          <li key={it.version}>
            <span>
              <b>Version {it.version}</b>
              <small>
                {formatMoment(it.createdAt, timeZone)}
                {it.authorName && `, by ${it.authorName}`}
              </small>
              <small className="whitespace-pre-wrap">{it.text.slice(0, 300)}</small>
            </span>
            <Button small look="quiet" disabled={it.text === current} onClick={() => onTake(it.text)}>
              Take this text
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
