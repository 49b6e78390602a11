'use client';

import { useId, useState } from 'react';
import type { RuleKind, Valued } from '@/shared/schemas/booking-rule.ts';
import { DAYS, daysWords } from '@/shared/domain/rule-words.ts';
import { Pick } from '../ui/pick.tsx';
import { tidyTime } from '../ui/time-form.ts';
import { isRuleTime, readNumber, RULE_ROLES, RULE_SENTENCES, type RulePart } from './rule-parts.ts';

type Fields = Record<string, unknown>;
type Props = {
  kind: RuleKind;
  value: Valued['value'];
  /** Of what it is, for who hears its controls: ` of Anjou`. */
  of: string;
  /** Without it the numbers are told and can't be changed. */
  onChange: ((value: Valued['value']) => void) | null;
};

/** A rule as a sentence, its numbers as controls. What is typed counts when the field is left, or with Enter. */
export function RuleSentence({ kind, value, of, onChange }: Props) {
  const fields = value as Fields;
  const change =
    onChange && ((field: string, to: unknown) => onChange({ ...fields, [field]: to } as Valued['value']));
  return (
    <span className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
      {RULE_SENTENCES[kind].map((part, index) =>
        typeof part === 'string' ? (
          // A sentence's parts never change their places.
          // eslint-disable-next-line react/no-array-index-key
          <span key={index} className={/^[.;:]/.test(part) ? '-ml-1.5' : undefined}>
            {part}
          </span>
        ) : (
          <Part key={part.field} part={part} of={of} value={fields[part.field]} onChange={change} />
        ),
      )}
    </span>
  );
}

type PartProps = {
  part: Exclude<RulePart, string>;
  of: string;
  value: unknown;
  onChange: ((field: string, to: unknown) => void) | null;
};

function Part({ part, of, value, onChange }: PartProps) {
  if (onChange === null) return <b>{tellPart(part, value)}</b>;
  const label = `${part.label}${of}`;
  switch (part.type) {
    case 'number':
      return (
        <TypedPart
          label={label}
          unit={part.unit}
          value={String(value)}
          problem={`${part.min} to ${part.max}${part.whole ? ', a whole number' : ''}`}
          read={(text) => readNumber(text, part)}
          onChange={(to) => onChange(part.field, to)}
        />
      );
    case 'time':
      return (
        <TypedPart
          label={label}
          unit=""
          value={String(value)}
          problem={part.field === 'from' ? '00:00 to 23:59' : '00:00 to 24:00'}
          read={(text) => {
            const time = tidyTime(text.trim());
            return isRuleTime(time, part.field !== 'from') ? time : null;
          }}
          onChange={(to) => onChange(part.field, to)}
        />
      );
    case 'choice': {
      const options = part.options.map(([id, words]) => [String(id), words] as const);
      const own = options.some(([id]) => id === String(value))
        ? []
        : [[String(value), tellPart(part, value)] as const];
      return (
        <Pick
          label={label}
          value={String(value)}
          options={[...options, ...own]}
          onChange={(id) => onChange(part.field, part.options.find(([it]) => String(it) === id)?.[0] ?? null)}
        />
      );
    }
    default:
      return <SetPart part={part} label={label} chosen={value as (string | number)[]} onChange={onChange} />;
  }
}

function tellPart(part: Exclude<RulePart, string>, value: unknown): string {
  if (part.type === 'number') return [value, part.unit].join(' ').trim();
  if (part.type === 'days') return daysWords(value as number[]);
  if (part.type === 'roles') return (value as string[]).map((it) => `${it}s`).join(', ');
  if (part.type === 'time') return String(value);
  const known = part.options.find(([it]) => it === value)?.[1];
  return known ?? (part.field === 'overMachines' ? `over ${String(value)} Macs` : `over ${String(value)} h`);
}

type TypedProps = {
  label: string;
  unit: string;
  value: string;
  /** What it takes, told when it is something else. */
  problem: string;
  read: (text: string) => string | number | null;
  onChange: (to: string | number) => void;
};

function TypedPart({ label, unit, value, problem, read, onChange }: TypedProps) {
  // What is typed stands until there is another value to tell.
  const [typed, setTyped] = useState({ over: value, text: value });
  const text = typed.over === value ? typed.text : value;
  const setText = (to: string): void => setTyped({ over: value, text: to });
  const [isWrong, setWrong] = useState(false);
  const noteId = useId();
  const leave = (): void => {
    const to = read(text);
    setWrong(to === null);
    if (to === null) return;
    setText(String(to));
    if (String(to) !== value) onChange(to);
  };
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <input
        className="pick text-center aria-invalid:outline-2 aria-invalid:outline-fault"
        style={{ width: `calc(${Math.max(1, text.length)}ch + 1.75rem)` }}
        aria-label={unit ? `${label}, ${unit}` : label}
        inputMode={unit ? 'decimal' : 'numeric'}
        maxLength={9}
        autoComplete="off"
        value={text}
        {...(isWrong && { 'aria-invalid': true, 'aria-describedby': noteId })}
        onChange={(event) => setText(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            leave();
          }
          if (event.key === 'Escape' && text !== value) {
            event.stopPropagation();
            setText(value);
            setWrong(false);
          }
        }}
      />
      {unit && <span>{unit}</span>}
      {isWrong && (
        <small id={noteId} role="alert" className="text-xs text-fault-text">
          {problem}
        </small>
      )}
    </span>
  );
}

type SetProps = {
  part: Exclude<RulePart, string>;
  label: string;
  chosen: readonly (string | number)[];
  onChange: (field: string, to: unknown) => void;
};

/** Some of a few, at least one of them: days of the week, or roles. */
function SetPart({ part, label, chosen, onChange }: SetProps) {
  const options: readonly (readonly [string | number, string])[] =
    part.type === 'days' ? DAYS.map((name, index) => [index + 1, name] as const) : RULE_ROLES;
  return (
    <span role="group" aria-label={label} className="inline-flex flex-wrap gap-1">
      {options.map(([id, words]) => {
        const isOn = chosen.includes(id);
        return (
          <button
            key={id}
            type="button"
            className="pick"
            data-off={!isOn || undefined}
            aria-pressed={isOn}
            // The last one stays: a rule for nobody is none.
            disabled={isOn && chosen.length === 1}
            onClick={() => {
              const next = isOn ? chosen.filter((it) => it !== id) : [...chosen, id];
              onChange(
                part.field,
                options.flatMap(([it]) => (next.includes(it) ? [it] : [])),
              );
            }}
          >
            {words}
          </button>
        );
      })}
    </span>
  );
}
