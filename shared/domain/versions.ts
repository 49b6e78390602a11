/** The numbers a version begins with: `26.10` is 26 and 10, `0.32.2.dev7` is 0, 32 and 2. */
function parseVersion(text: string): number[] | null {
  const numbers = /^v?(\d+(?:\.\d+)*)/.exec(text.trim())?.[1];
  return numbers === undefined ? null : numbers.split('.').map(Number);
}

/**
 * Compares versions as numbers, so that 26.2 < 26.10 < 27: below, at or above zero, as for sorting; `null` when one
 * of them is unknown or begins with no number. What stands behind the numbers is not looked at.
 */
export function compareVersions(a: string | null, b: string | null): number | null {
  const [left, right] = [parseVersion(a ?? ''), parseVersion(b ?? '')];
  if (left === null || right === null) return null;
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
