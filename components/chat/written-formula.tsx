'use client';

import { createContext, useContext } from 'react';
import { showOverrides } from '../ui/marks.ts';

/** The source of the formula around. */
export const FormulaSource = createContext('');

/** A formula as the model wrote it. */
export function WrittenFormula() {
  return (
    <code dir="ltr" className="answer-formula-source">
      {showOverrides(useContext(FormulaSource)).trim()}
    </code>
  );
}
