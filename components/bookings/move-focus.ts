/** To the next or previous booking on screen, in the order they are read. */
export function moveFocus(direction: 1 | -1): void {
  const bookings = [...document.querySelectorAll<HTMLElement>('[data-booking]')].filter(
    (it) => it.offsetParent !== null,
  );
  const at = bookings.findIndex((it) => it === document.activeElement);
  const next = at < 0 ? (direction === 1 ? 0 : bookings.length - 1) : at + direction;
  bookings[Math.max(0, Math.min(bookings.length - 1, next))]?.focus();
}
