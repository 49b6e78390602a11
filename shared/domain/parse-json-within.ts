/** Of lists and objects in each other: what is deeper is no question, and would overflow what walks it. */
const MOST_DEPTH = 64;

/** What a program sent, as JSON of a bounded depth, or what is wrong with it in words. Pure. */
export function parseJsonWithin(text: string): { value: unknown } | { fault: string } {
  if (depthOf(text) > MOST_DEPTH) return { fault: `The body is nested deeper than ${MOST_DEPTH}.` };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { fault: 'The body is not JSON.' };
  }
}

function depthOf(text: string): number {
  let [depth, most, isInText] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (isInText) {
      if (letter === '\\') at += 1;
      else if (letter === '"') isInText = false;
    } else if (letter === '"') isInText = true;
    else if (letter === '[' || letter === '{') most = Math.max(most, (depth += 1));
    else if (letter === ']' || letter === '}') depth -= 1;
  }
  return most;
}
