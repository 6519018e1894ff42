'use client';

import { useEffect, useRef, useState } from 'react';
import classes from './search-field.module.css';
import { useUrlSearch } from './url-search';

const pauseMs = 300;

/** Free text into a query parameter, after a pause in typing; `/` focuses it. */
export function SearchField({ param = 'q', label }: { param?: string; label: string }) {
  const { search, change } = useUrlSearch();
  const [text, setText] = useState(search.get(param) ?? '');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const apply = (value: string) => {
    clearTimeout(timer.current);
    if (value.trim() !== (search.get(param) ?? '')) change({ [param]: value.trim() || null });
  };
  return (
    <input
      type="search"
      className={classes.field}
      placeholder={label}
      aria-label={label}
      maxLength={200}
      value={text}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setText(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => apply(value), pauseMs);
      }}
      onKeyDown={(event) => event.key === 'Enter' && apply(text)}
    />
  );
}
