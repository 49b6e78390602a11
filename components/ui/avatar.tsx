import { classNames } from './class-names.ts';

const HUES = [
  'bg-booked-soft text-booked-text',
  'bg-maintenance-soft text-maintenance-text',
  'bg-unknown-soft text-text-2',
];

/** Two letters of a person's name; green is kept for the viewer. */
export function Avatar({ name, mine = false }: { name: string; mine?: boolean }) {
  const hue = Array.from(name).reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % HUES.length;
  return (
    <span
      aria-hidden
      className={classNames(
        'inline-grid size-6 flex-none place-items-center rounded-full text-[0.625rem] leading-none font-strong shadow-[inset_0_0_0_1px_color-mix(in_oklab,currentColor_28%,transparent)]',
        mine ? 'bg-mine-soft text-mine-text' : HUES[hue],
      )}
    >
      {Array.from(name).slice(0, 2).join('')}
    </span>
  );
}
