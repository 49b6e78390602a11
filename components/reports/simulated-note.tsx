import { SimulatedTag } from '../ui/tag.tsx';

/** At the head of whatever shows simulated machines. */
export const SimulatedNote = () => (
  <p className="flex flex-wrap items-center gap-2 pb-4 text-sm text-text-2">
    <SimulatedTag /> These machines are not hardware: nothing here was measured, and it is in no total of real
    machines and on no bill.
  </p>
);
