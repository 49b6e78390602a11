'use client';

import { CalendarDays } from 'lucide-react';
import * as Radix from 'radix-ui/popover';
import { type ReactNode, useState } from 'react';
import { isDay } from '@/shared/domain/zoned-time.ts';
import { dayWords, readDay } from './day-text.ts';
import { Field } from './field.tsx';
import { IconButton } from './icon-button.tsx';
import { later } from './later.tsx';

const MonthGrid = later(() => import('./month-grid.tsx'), <div className="h-64 w-56" />);

type TextProps = {
  /** `2026-11-19`; what is no day stays as it was typed, for whoever says what is wrong with it. */
  value: string;
  today: string;
  onChange: (day: string) => void;
};

/** Typed as people write days, shown in the page's words whatever the browser's country is. */
function useDayText({ value, today, onChange }: TextProps) {
  const [draft, setDraft] = useState<string | null>(null);
  return {
    value: draft ?? dayWords(value, today),
    autoComplete: 'off',
    maxLength: 30,
    onChange: (event: { target: { value: string } }) => {
      setDraft(event.target.value);
      onChange(readDay(event.target.value, today) ?? event.target.value);
    },
    onBlur: () => setDraft(null),
  };
}

type Props = TextProps & { label: string; hint?: ReactNode; error?: string | null; className?: string };

/** A day, by text or from a month. */
export function DayField({ label, hint, error, className, ...props }: Props) {
  const text = useDayText(props);
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(described) => (
        <span className="relative block">
          <input
            {...described}
            {...text}
            required
            className="h-(--control) w-full rounded-md border border-border-control bg-surface pr-9 pl-3 aria-invalid:border-fault aria-invalid:shadow-[inset_0_0_0_1px_var(--fault)]"
          />
          <MonthButton
            value={props.value}
            today={props.today}
            className="absolute inset-y-0 right-0"
            onChoose={props.onChange}
          />
        </span>
      )}
    </Field>
  );
}

/** The same as a word of a sentence. */
export function DayPick({
  label,
  placeholder,
  ...props
}: TextProps & { label: string; placeholder?: string }) {
  const text = useDayText(props);
  return (
    <span className="inline-flex items-center">
      <input {...text} className="pick w-32" aria-label={label} placeholder={placeholder} />
      <MonthButton value={props.value} today={props.today} onChoose={props.onChange} />
    </span>
  );
}

/** False while the month is still on its way, which takes the focus itself once it has come. */
function focusDay(content: HTMLElement): boolean {
  const day = content.querySelector<HTMLElement>('[role="grid"] [tabindex="0"]');
  day?.focus();
  return day !== null;
}

type MonthProps = { value: string; today: string; className?: string; onChoose: (day: string) => void };

function MonthButton({ value, today, className, onChoose }: MonthProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Radix.Root open={isOpen} onOpenChange={setOpen}>
      <Radix.Trigger asChild>
        <IconButton label="Calendar" className={className} onPointerEnter={MonthGrid.warm}>
          <CalendarDays aria-hidden size={16} strokeWidth={1.6} />
        </IconButton>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label="Choose a day"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          // A sheet takes the focus back until this is its own; the day it opens on has it then.
          onOpenAutoFocus={(event) => {
            if (focusDay(event.currentTarget as HTMLElement)) event.preventDefault();
          }}
          className="enters z-50 rounded-md border border-border-strong bg-raised p-2 shadow-raised outline-none"
        >
          <MonthGrid
            chosen={isDay(value) ? value : null}
            today={today}
            onChoose={(day) => {
              onChoose(day);
              setOpen(false);
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
