'use client';

import { ChevronDown } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { DropdownMenu } from '../ui/dropdown-menu.tsx';
import { type Grouping, GROUPINGS } from './timeline-rows.ts';

const LABELS: Record<Grouping, string> = {
  island: 'By cable island',
  model: 'By model',
  place: 'By place',
};

/** What keeps the rows of the timeline together. */
export function GroupingMenu({ by, onChange }: { by: Grouping; onChange: (by: Grouping) => void }) {
  return (
    <DropdownMenu
      label="Rows together"
      items={GROUPINGS.map((it) => ({ label: LABELS[it], onSelect: () => onChange(it) }))}
    >
      <Button
        small
        look="quiet"
        className="max-tablet:hidden"
        aria-label={`Rows ${LABELS[by].toLowerCase()}`}
      >
        {LABELS[by]}
        <ChevronDown aria-hidden size={14} strokeWidth={1.6} />
      </Button>
    </DropdownMenu>
  );
}
