import type { ReactNode } from 'react';

export type Status =
  | 'free'
  | 'mine'
  | 'busy'
  | 'booked'
  | 'pending'
  | 'maintenance'
  | 'fault'
  | 'unknown'
  | 'simulated';

export const STATUS_WORDS: Record<Status, string> = {
  free: 'Free',
  mine: 'Yours',
  busy: 'In use by someone',
  booked: 'Booked by someone',
  pending: 'Waits for approval',
  maintenance: 'Maintenance',
  fault: 'Fault',
  unknown: 'Unknown',
  simulated: 'Simulated',
};

const SHAPES: Record<Status, ReactNode> = {
  free: <circle cx="8" cy="8" r="5" fill="none" stroke="var(--ready)" strokeWidth="2" />,
  mine: <circle cx="8" cy="8" r="6" fill="var(--mine)" />,
  busy: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="var(--busy)" strokeWidth="1.5" />
      <circle cx="8" cy="8" r="3.5" fill="var(--busy)" />
    </>
  ),
  booked: (
    <>
      <circle cx="8" cy="8" r="5.25" fill="none" stroke="var(--booked)" strokeWidth="1.5" />
      <path d="M8 2.75a5.25 5.25 0 0 1 0 10.5Z" fill="var(--booked)" />
    </>
  ),
  pending: (
    <circle
      cx="8"
      cy="8"
      r="5"
      fill="none"
      stroke="var(--booked)"
      strokeWidth="1.75"
      strokeDasharray="2.6 2.6"
    />
  ),
  maintenance: <path d="M8 2 14.5 13.5h-13Z" fill="var(--maintenance)" />,
  fault: (
    <>
      <path d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2Z" fill="var(--fault)" />
      <path d="M8 4.5v4.2M8 11.2v.1" stroke="var(--on-fault)" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  unknown: (
    <>
      <circle
        cx="8"
        cy="8"
        r="5.25"
        fill="none"
        stroke="var(--unknown)"
        strokeWidth="1.5"
        strokeDasharray="1.6 2.2"
      />
      <path
        d="M6.4 6.6a1.7 1.7 0 1 1 2.4 1.6c-.5.3-.8.6-.8 1.1M8 11.2v.1"
        fill="none"
        stroke="var(--unknown)"
        strokeWidth="1.3"
        strokeLinecap="round"
      />
    </>
  ),
  simulated: (
    <>
      <rect
        x="2.75"
        y="2.75"
        width="10.5"
        height="10.5"
        rx="2"
        fill="none"
        stroke="var(--simulated)"
        strokeWidth="1.5"
        strokeDasharray="2 2"
      />
      <circle cx="8" cy="8" r="1.8" fill="var(--simulated)" />
    </>
  ),
};

export type StatusGlyphProps = {
  status: Status;
  /** Where no word stands beside it, the glyph says it itself; `null` when the word is there. */
  label?: string | null;
  small?: boolean;
};

/** One of nine shapes; never told apart by colour alone. */
export function StatusGlyph({ status, label = STATUS_WORDS[status], small = false }: StatusGlyphProps) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={small ? 'inline-block size-3 flex-none' : 'inline-block size-4 flex-none'}
      {...(label === null ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {SHAPES[status]}
    </svg>
  );
}
