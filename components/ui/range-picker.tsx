'use client';

import { Calendar } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { addDays, formatDate, isDate } from '@/lib/core/time';
import { Button } from './button';
import filter from './filter.module.css';
import { Flyout } from './flyout';
import classes from './segmented-link.module.css';
import { useUrlSearch } from './url-search';

const presets = [
  ['7d', '7 d', '7 days'],
  ['30d', '30 d', '30 days'],
  ['90d', '90 d', '90 days'],
  ['365d', '365 d', '365 days'],
] as const;
const defaultRange = '30d';

// The calendar is fetched when it is first opened.
const RangeCalendar = dynamic(() => import('./range-calendar').then((module) => module.RangeCalendar), {
  ssr: false,
  loading: () => <p className={filter.hint}>Loading the calendar</p>,
});

/** The window of a page: a preset (`range`), or two dates (`from`, `to`; the address's `to` is the day after the last one). */
export function RangePicker() {
  const { search, change } = useUrlSearch();
  const from = search.get('from');
  const to = search.get('to');
  const range = from || to ? null : (search.get('range') ?? defaultRange);
  const custom =
    from && isDate(from) && to && isDate(to)
      ? `${formatDate(from, false)} – ${formatDate(addDays(to, -1), false)}`
      : 'Custom';
  const [dates, setDates] = useState<[string | null, string | null]>([null, null]);
  const [first, last] = dates;
  return (
    <fieldset className={classes.group} aria-label="Window">
      {presets.map(([value, text, spoken]) => (
        <button
          key={value}
          type="button"
          className={classes.segment}
          aria-pressed={range === value}
          aria-label={spoken}
          onClick={() => change({ range: value === defaultRange ? null : value, from: null, to: null })}
        >
          {text}
        </button>
      ))}
      <Flyout
        panelLabel="Choose dates"
        align="end"
        widthPx={300}
        triggerClassName={classes.segment}
        onOpen={() => setDates([from && isDate(from) ? from : null, to && isDate(to) ? addDays(to, -1) : null])}
        trigger={
          <>
            <Calendar size={14} strokeWidth={1.75} aria-hidden="true" />
            <span data-current={range === null || undefined}>&nbsp;{range === null ? custom : 'Custom'}</span>
          </>
        }
      >
        {(close) => (
          <div className={filter.panel}>
            <div className={filter.calendar}>
              <RangeCalendar value={dates} onChange={setDates} />
            </div>
            <div className={filter.foot}>
              <Button
                kind="primary"
                disabled={!first || !last}
                onClick={() => {
                  if (!first || !last) return;
                  close();
                  change({ from: first, to: addDays(last, 1), range: null });
                }}
              >
                {first && last
                  ? `Show ${formatDate(first, false)} – ${formatDate(last, false)}`
                  : 'Choose first and last day'}
              </Button>
            </div>
          </div>
        )}
      </Flyout>
    </fieldset>
  );
}
