/** `fault`: people notice or will soon. `warning`: looks wrong, or will be. */
export type Level = 'fine' | 'warning' | 'fault';
/** One line of what is so, and the command or act that mends it. */
export type Finding = { level: Level; about: string; text: string; remedy?: string };

export const fine = (about: string, text: string): Finding => ({ level: 'fine', about, text });
export const warning = (about: string, text: string, remedy: string): Finding => ({
  level: 'warning',
  about,
  text,
  remedy,
});
export const fault = (about: string, text: string, remedy: string): Finding => ({
  level: 'fault',
  about,
  text,
  remedy,
});

/** By the worst: 0 all is fine, 1 a warning, 2 a fault. */
export const exitCodeOf = (findings: readonly Finding[]): number =>
  findings.some((it) => it.level === 'fault') ? 2 : findings.some((it) => it.level === 'warning') ? 1 : 0;

const MARKS: Record<Level, string> = { fine: 'ok     ', warning: 'warning', fault: 'FAULT  ' };
export const lineOf = ({ level, about, text, remedy }: Finding): string =>
  `${MARKS[level]}  ${about}: ${text}${remedy ? `\n         → ${remedy}` : ''}`;
