'use client';

import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { fillPrompt, variablesOf } from '@/shared/domain/prompt-variables.ts';
import { Button } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import { PromptText } from './slash-menu.tsx';
import type { PromptView } from './types.ts';

type Props = { prompt: PromptView; onFill: (text: string) => void; onLeave: () => void };

/** Asks for a prompt's variables before it is put in; nothing is sent by it. */
export function PromptForm({ prompt, onFill, onLeave }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    onLeave();
  };
  return (
    <form
      ref={form}
      className="chat-slash chat-slash-form flex-col gap-3"
      aria-label={`Variables of ${prompt.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        onFill(fillPrompt(prompt.text, values));
      }}
    >
      <PromptText text={prompt.text} />
      <div className="grid gap-3 tablet:grid-cols-2">
        {variablesOf(prompt.text).map((name) => (
          <InputField
            key={name}
            label={name}
            value={values[name] ?? ''}
            required
            maxLength={4000}
            autoComplete="off"
            onKeyDown={leave}
            onChange={(event) => setValues((all) => ({ ...all, [name]: event.target.value }))}
          />
        ))}
      </div>
      <div className="flex items-center justify-end gap-2">
        <span className="flex-1 text-xs text-muted">
          Version {prompt.version}
          {prompt.authorName && `, by ${prompt.authorName}`}
        </span>
        <Button small look="quiet" onClick={onLeave}>
          Cancel
        </Button>
        <Button small look="primary" type="submit">
          Put it in
        </Button>
      </div>
    </form>
  );
}
