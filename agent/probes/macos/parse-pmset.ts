/** `pmset -g batt`: "Now drawing from 'Battery Power'". A desktop says AC; a UPS is a battery too. */
export function parsePmset(text: string): boolean | null {
  const source = /drawing from '(AC|Battery|UPS) Power'/.exec(text)?.[1];
  return source === undefined ? null : source !== 'AC';
}

const MOST_MINUTES = 100_000;

/** `pmset -g`: minutes of idleness until sleep, as the settings in use say it; 0 is never. */
export function parseSleepSettings(text: string): number | null {
  if (/^\s*SleepDisabled\s+1\s*$/m.test(text)) return 0;
  const minutes = /^\s*sleep\s+(\d+)(?=\s)/m.exec(text)?.[1];
  return minutes === undefined ? null : Math.min(Number(minutes), MOST_MINUTES);
}
