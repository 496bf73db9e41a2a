import { type RefObject, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { text } from '../text/index.js';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${text.product}`;
  }, [title]);
}

/** Where the reader is: a new place is one that they came to by a link of the site. */
let place: string | undefined;

/** Whoever goes on by keyboard or hears the page begins at its content, not at the link that was followed. */
export function useFocusOnArrival(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  useEffect(() => {
    if (place !== undefined && place !== path) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    place = path;
  }, [path]);
  return main;
}
