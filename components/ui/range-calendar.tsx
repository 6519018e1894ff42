'use client';

import '@mantine/dates/styles.css';
import { DatePicker } from '@mantine/dates';

type Dates = [string | null, string | null];

/** A month to pick a first and a last day from; kept apart because it is loaded on demand. */
export function RangeCalendar({ value, onChange }: { value: Dates; onChange: (value: Dates) => void }) {
  return (
    <DatePicker
      type="range"
      allowSingleDateInRange
      firstDayOfWeek={1}
      // Days of other months are too pale to read, and red would say that something is wrong with a weekend.
      hideOutsideDates
      weekendDays={[]}
      {...(value[0] ? { defaultDate: value[0] } : {})}
      value={value}
      onChange={onChange}
      ariaLabels={{
        previousMonth: 'Previous month',
        nextMonth: 'Next month',
        monthLevelControl: 'Choose month',
        yearLevelControl: 'Choose year',
      }}
    />
  );
}
