'use client';

import { later } from '../ui/later.tsx';
import { FormulaSource, WrittenFormula } from './written-formula.tsx';

type FormulaProps = { source: string; raw: string; isDisplay: boolean; isOpen: boolean };

const FormulaView = later(() => import('./formula-view.tsx'), <WrittenFormula />);

/** A formula; what typesets it comes with the first one that is shown. Until its end is written, it is its source. */
export function Formula({ source, raw, isDisplay, isOpen }: FormulaProps) {
  return (
    <FormulaSource value={raw}>
      {isOpen ? <WrittenFormula /> : <FormulaView source={source} isDisplay={isDisplay} />}
    </FormulaSource>
  );
}
