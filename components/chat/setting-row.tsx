'use client';

import { RotateCcw } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { type NumberField, readNumber, tellNumber } from '@/shared/domain/chat-settings.ts';
import { IconButton } from '../ui/icon-button.tsx';

type SettingRowProps = {
  label: string;
  hint?: ReactNode;
  problem?: string | null;
  isChanged: boolean;
  /** The default in words. */
  standard?: string;
  onReset?: () => void;
  isWide?: boolean;
  children: ReactNode;
};

/** One setting: a mark, its default and the way back where it is not that. */
export function SettingRow(props: SettingRowProps) {
  const { label, hint, problem, isChanged, standard, onReset, isWide, children } = props;
  return (
    <li data-changed={isChanged || undefined} data-wide={isWide || undefined}>
      <span className="chat-set-name">
        {label}
        {isChanged && <span className="sr-only">, changed</span>}
      </span>
      <span className="chat-set-value">{children}</span>
      {problem ? (
        <small className="text-fault-text" role="alert">
          {problem}
        </small>
      ) : (
        <small>
          {hint}
          {isChanged && standard && <span className="block">default {standard}</span>}
        </small>
      )}
      {isChanged && onReset && (
        <IconButton label={`${label} back to default`} className="chat-set-reset" onClick={onReset}>
          <RotateCcw aria-hidden size={14} strokeWidth={1.6} />
        </IconButton>
      )}
    </li>
  );
}

type NumberRowProps = {
  field: NumberField;
  value: number | undefined;
  onSet: (value: number | undefined) => void;
};

/** A slider for a rough hand, and the number itself. */
export function NumberRow({ field, value, onSet }: NumberRowProps) {
  const { label, hint, min, max, step, standard } = field;
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const stored = value ?? standard;
  const read = text === null ? { value: stored } : readNumber(field, text);
  const now = 'value' in read ? read.value : stored;
  const set = (next: number): void => {
    setText(null);
    if (next !== stored) onSet(next === standard ? undefined : next);
  };
  return (
    <SettingRow
      label={label}
      hint={hint}
      problem={'problem' in read ? read.problem : null}
      isChanged={value !== undefined && value !== standard}
      standard={tellNumber(field, standard)}
      onReset={() => {
        setText(null);
        onSet(undefined);
      }}
    >
      <input
        type="range"
        aria-label={`${label}, slider`}
        aria-valuetext={tellNumber(field, now)}
        min={min}
        max={max}
        step={step}
        value={now}
        onChange={(event) => setText(event.target.value)}
        onPointerUp={() => set(now)}
        onKeyUp={() => set(now)}
        onBlur={() => set(now)}
      />
      <input
        type="text"
        inputMode="decimal"
        id={id}
        aria-label={label}
        aria-invalid={'problem' in read || undefined}
        value={text ?? String(stored)}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => 'value' in read && set(read.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && 'value' in read) set(read.value);
          if (event.key === 'Escape') setText(null);
        }}
      />
    </SettingRow>
  );
}
