'use client';

import type { ReactNode } from 'react';
import { formatCoverage, splitUnit } from '@/shared/domain/format.ts';
import { SimulatedTag, Tag } from './tag.tsx';
import { Tooltip } from './tooltip.tsx';

export type ValueProps =
  | { state?: 'measured'; text: string }
  | { state: 'simulated'; text: string; withTag?: boolean }
  | { state: 'estimate'; text: string; basis: ReactNode }
  | { state: 'partial'; text: string; coverage: number }
  | { state: 'stale'; text: string; reason: string }
  | { state: 'unknown' | 'not-measured'; reason: string };

const FEW = 0.5;
const MOST = 0.95;

/** A number that looks like what it is: measured, partial, stale, estimated, simulated or unknown. */
export function Value(props: ValueProps) {
  switch (props.state) {
    case undefined:
    case 'measured':
      return <Quantity text={props.text} />;
    case 'simulated':
      return (
        <span className="inline-flex items-baseline gap-1.5 whitespace-nowrap text-simulated-text">
          <Quantity text={props.text} />
          {props.withTag && <SimulatedTag />}
        </span>
      );
    case 'estimate':
      return (
        <Tooltip text={props.basis}>
          <button type="button" className="inline-flex items-baseline gap-1.5 whitespace-nowrap">
            <span>
              ≈ <Quantity text={props.text} />
            </span>
            <Tag tone="estimate">estimate</Tag>
          </button>
        </Tooltip>
      );
    case 'partial':
      return <Partial text={props.text} coverage={props.coverage} />;
    case 'stale':
      return <Dotted text={props.text} reason={props.reason} />;
    case 'unknown':
      return <Dotted text="unknown" reason={props.reason} />;
    case 'not-measured':
      return <Dotted text="not measured" reason={props.reason} />;
  }
}

/** `119 W` with the number strong and the unit plain. */
export function Quantity({ text }: { text: string }) {
  const { value, unit } = splitUnit(text);
  return (
    <span className="whitespace-nowrap">
      <b>{value}</b>
      {unit && <span className="pl-[0.1em]">{`\u202f${unit}`}</span>}
    </span>
  );
}

function Partial({ text, coverage }: { text: string; coverage: number }) {
  const covered = `${formatCoverage(coverage)} covered`;
  if (coverage < FEW) return <Dotted text="too little measured" reason={`${text} so far, ${covered}.`} />;
  return (
    <span className="inline-flex flex-wrap items-baseline gap-1.5">
      <Quantity text={text} />
      {coverage < MOST ? (
        <Tag tone="warning">partial, {covered}</Tag>
      ) : (
        <span className="text-muted">{covered}</span>
      )}
    </span>
  );
}

function Dotted({ text, reason }: { text: string; reason: string }) {
  return (
    <Tooltip text={reason}>
      <button type="button" className="unknown-value whitespace-nowrap">
        {text}
        <span className="sr-only">: {reason}</span>
      </button>
    </Tooltip>
  );
}
