import { useEffect } from 'react';
import { Waiting } from './waiting.js';

/** A page of the same address that is not the site's own: the browser has to load it, as it would from a plain link. */
export function Elsewhere() {
  useEffect(() => location.reload(), []);
  return <Waiting />;
}
