'use client';

import { memo } from 'react';
import { WrittenFormula } from './written-formula.tsx';
import { typeset } from './typeset.tsx';

type Props = { source: string; isDisplay: boolean };

/** A formula as MathML, or its source when it cannot be read. */
const FormulaView = memo(function FormulaView({ source, isDisplay }: Props) {
  const formula = typeset(source, isDisplay);
  if (!formula) return <WrittenFormula />;
  return isDisplay ? (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus (WCAG 2.1.1)
    <span className="answer-formula" data-display role="group" aria-label="Formula" tabIndex={0}>
      {formula}
    </span>
  ) : (
    <span className="answer-formula">{formula}</span>
  );
});
export default FormulaView;
