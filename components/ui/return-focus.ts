'use client';

import { useRef } from 'react';

/** What had the focus, then what lies around it: when it is gone, its neighbourhood is still known. */
type Way = readonly HTMLElement[];

const FIELDS =
  'input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled), [contenteditable=true]';
const STOPS = `a[href], button:not(:disabled), ${FIELDS}, summary, [tabindex="0"]`;
const EDGE = 'main, header, nav, aside, [role=dialog], [role=alertdialog]';

// Of the dialog that is closing just now: one that takes its place at once goes back to the same.
let before: Way | null = null;
let pressed: HTMLElement | null = null;

/** Safari gives a pressed button no focus; this remembers it. Returns what ends it. */
export function rememberPresses(): () => void {
  const press = ({ target }: Event): void => {
    pressed = target instanceof Element ? target.closest<HTMLElement>(STOPS) : null;
  };
  const forget = (): void => void (pressed = null);
  document.addEventListener('pointerdown', press, true);
  document.addEventListener('keydown', forget, true);
  return () => {
    document.removeEventListener('pointerdown', press, true);
    document.removeEventListener('keydown', forget, true);
  };
}

/** For the content of anything that takes the focus and gives it back: what opened it, else what is next to that. */
export function useReturnFocus() {
  const way = useRef<Way>([]);
  return {
    opened: (): void => {
      way.current = wayFrom(openerOf(document.activeElement) ?? openerOf(pressed)) ?? before ?? [];
      before = way.current;
    },
    closed: (event: Event): void => {
      event.preventDefault();
      if (before === way.current) before = null;
      // Somebody has it already: the next dialog, or the page one was led to.
      if (!isNowhere(document.activeElement)) return;
      if (!way.current.some((it, index) => focusOn(index === 0 ? it : firstIn(it, STOPS)))) focusTitle();
    },
  };
}

/** The first field, else the title. */
export function focusFirst(content: HTMLElement): void {
  const field = firstIn(content, FIELDS);
  const isRadio = field instanceof HTMLInputElement && field.type === 'radio';
  const chosen = isRadio ? content.querySelector<HTMLElement>(`input[name="${field.name}"]:checked`) : null;
  if (!focusOn(chosen ?? field)) focusOn(content.querySelector<HTMLElement>('h2'));
}

/** The first field that is wrong, once it has been marked. */
export function focusProblem(form: HTMLElement): void {
  requestAnimationFrame(() =>
    focusOn(form.querySelector<HTMLElement>(`[aria-invalid=true], [data-problem] :is(${FIELDS})`)),
  );
}

/** The title of the page, or the page itself. */
export function focusTitle(): void {
  const title = document.querySelector<HTMLElement>('h1') ?? document.getElementById('main');
  if (!title) return;
  title.tabIndex = -1;
  title.focus();
}

export const isNowhere = (element: Element | null): boolean => element === null || element === document.body;

function openerOf(element: Element | null): HTMLElement | null {
  if (!(element instanceof HTMLElement) || isNowhere(element)) return null;
  const menu = element.closest('[role=menu]');
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : element;
}

function wayFrom(element: HTMLElement | null): Way | null {
  if (!element) return null;
  const way = [element];
  for (let it = element; !it.matches(EDGE) && it.parentElement && !isNowhere(it.parentElement);) {
    it = it.parentElement;
    way.push(it);
  }
  return way;
}

const firstIn = (element: HTMLElement, what: string): HTMLElement | null =>
  [...element.querySelectorAll<HTMLElement>(what)].find((it) => it.getClientRects().length > 0) ?? null;

function focusOn(element: HTMLElement | null): boolean {
  if (!element?.isConnected) return false;
  element.focus();
  return document.activeElement === element;
}
