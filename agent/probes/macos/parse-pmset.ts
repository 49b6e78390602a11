/** `pmset -g batt`: "Now drawing from 'Battery Power'". A desktop says AC; a UPS is a battery too. */
export function parsePmset(text: string): boolean | null {
  const source = /drawing from '(AC|Battery|UPS) Power'/.exec(text)?.[1];
  return source === undefined ? null : source !== 'AC';
}
