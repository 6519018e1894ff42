'use client';

import { type ReactNode, useState } from 'react';
import classes from './chart-frame.module.css';

/** A card that shows a chart or the same numbers as a table; both come from the server. */
export function TableSwitch({
  head,
  label,
  chart,
  table,
}: {
  head: ReactNode;
  label: string;
  chart: ReactNode;
  table: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <section className={classes.card} aria-label={label}>
      <div className={classes.head}>
        {head}
        <button type="button" className={classes.switch} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Show as chart' : 'Show as table'}
        </button>
      </div>
      <div className={classes.body}>{asTable ? table : chart}</div>
    </section>
  );
}
