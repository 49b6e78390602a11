import { Check, TriangleAlert, X } from 'lucide-react';
import { StatusGlyph } from './status-glyph.tsx';

const SHARED = { 'aria-hidden': true, size: 16, strokeWidth: 1.8 } as const;

/** How a check ended, as a mark; the word for it stands beside. */
export function CheckIcon({ state }: { state: 'pass' | 'warn' | 'unknown' | 'fail' }) {
  switch (state) {
    case 'fail':
      return <X {...SHARED} className="flex-none text-fault-text" />;
    case 'unknown':
      return <StatusGlyph status="unknown" label={null} />;
    case 'warn':
      return <TriangleAlert {...SHARED} className="flex-none text-maintenance-text" />;
    case 'pass':
      return <Check {...SHARED} className="flex-none text-ready-text" />;
  }
}
