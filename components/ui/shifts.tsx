import type { AuditShift } from '@/shared/domain/audit-phrases.ts';

/** What changed within a sentence: what it was, crossed out, and what it is. */
export const Shifts = ({ of: shifts }: { of: readonly AuditShift[] }) =>
  shifts.map(({ of, from, to }, index) => (
    <span key={of ?? index}>
      {index > 0 && ','} {of && `${of} `}
      <del className="text-muted decoration-border-control">{from}</del> →{' '}
      <ins className="font-medium no-underline">{to}</ins>
    </span>
  ));
