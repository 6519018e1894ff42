'use client';

import dynamic from 'next/dynamic';
import { place } from './plot';
import type { TrendPlotProps } from './trend-plot';
import classes from './trend-plot.module.css';

const TrendPlot = dynamic(() => import('./trend-plot').then((loaded) => loaded.TrendPlot), { ssr: false });

/** Keeps the plot's place until its code is there, so that nothing moves. */
export function TrendPlotLazy(props: TrendPlotProps) {
  return (
    <div className={classes.frame} style={place({ '--height': `${props.heightPx + 24}px` })} aria-hidden="true">
      <TrendPlot {...props} />
    </div>
  );
}
