import type { PowerSettings } from '@/shared/schemas/power.ts';

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

/** `pmset -g`: whether sleep is switched off altogether (`disablesleep`). */
export function parseSleepDisabled(text: string): boolean | null {
  const value = /^\s*SleepDisabled\s+([01])\s*$/m.exec(text)?.[1];
  return value === undefined ? null : value === '1';
}

/** `pmset -g custom`: the settings of mains or battery; a desktop has mains alone. Null where they are not there. */
export function parsePowerSettings(text: string, onBattery: boolean): PowerSettings | null {
  const sections = new Map(
    [...text.matchAll(/^(AC|Battery|UPS) Power:\s*\n((?:[ \t]+\S.*(?:\n|$))*)/gm)].map(
      ([, name, lines]) => [name!, lines!] as const,
    ),
  );
  const lines = sections.get(onBattery ? 'Battery' : 'AC') ?? sections.get('AC');
  if (lines === undefined) return null;
  const number = (name: string, most = MOST_MINUTES): number | null => {
    const value = new RegExp(`^[ \\t]+${name}[ \\t]+(\\d{1,9})(?=\\s)`, 'm').exec(lines)?.[1];
    return value === undefined || Number(value) > most ? null : Number(value);
  };
  const flag = (name: string): boolean | null => {
    const value = number(name, 1);
    return value === null ? null : value === 1;
  };
  return {
    wakeOnNetwork: flag('womp'),
    sleepMinutes: number('sleep'),
    powerNap: flag('powernap'),
    autoRestart: flag('autorestart'),
    standby: flag('standby'),
    hibernateMode: number('hibernatemode', 1000),
    sleepDisabled: null,
  };
}
