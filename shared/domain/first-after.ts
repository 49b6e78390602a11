/**
 * The first place from which on the values of a list lie after a moment, found by halving; its length where none does.
 * The values rise; `msAt` tells that of a place.
 */
export function firstAfter(length: number, atMs: number, msAt: (place: number) => number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (msAt(middle) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
