import { useEffect, useRef, useState } from 'react';
import { TextField } from '../components/field.js';
import { pauseMs } from '../components/use-settled.js';
import { text } from '../text/index.js';
import { longestSearch } from './filter.js';

const words = text.images;

interface SearchFieldProps {
  readonly value: string;
  readonly onSearch: (value: string) => void;
}

/** Words to look for; told once nothing more is typed. */
export function SearchField({ value, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Changed from elsewhere: cleared, or gone back to.
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (next: string) => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(next), pauseMs);
  };
  return (
    <TextField
      label={words.search}
      type="search"
      placeholder={words.searchHint}
      maxLength={longestSearch}
      value={typed}
      onChange={(event) => type(event.target.value)}
    />
  );
}
