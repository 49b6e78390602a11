import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import { Segmented } from '../ui/segmented.tsx';

const KINDS = [
  { value: 'real', label: 'Real' },
  { value: 'simulated', label: 'Simulated' },
] as const;

type ShownSwitchProps = { value: ShownKind; onChange: (value: ShownKind) => void };

/** Where a lab has both: which machines a screen shows. */
export const ShownSwitch = (props: ShownSwitchProps) => (
  <Segmented label="Which machines" options={KINDS} {...props} />
);
