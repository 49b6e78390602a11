import type { AuditShift } from '@/shared/domain/audit-phrases.ts';
import { Written } from './written.tsx';

/** What changed within a sentence: what it was, crossed out, and what it is. Read aloud as “was …, now …”. */
export const Shifts = ({ of: shifts }: { of: readonly AuditShift[] }) =>
  shifts.map(({ of, from, to }, index) => (
    <span key={of ?? index}>
      {index > 0 && ','} {of && `${of} `}
      <span className="sr-only">was </span>
      <del className="text-muted decoration-border-control">
        <Written text={from} />
      </del>
      <span aria-hidden> → </span>
      <span className="sr-only">, now </span>
      <ins className="font-medium no-underline">
        <Written text={to} />
      </ins>
    </span>
  ));
