'use client';

import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import buttonClasses from '@/components/ui/button.module.css';
import { Flyout } from '@/components/ui/flyout';
import classes from './export-menu.module.css';

/** Takes a post-mortem elsewhere: as Markdown in the handbook's form, on paper or as PDF by the browser's print. */
export function ExportMenu({ incidentKey }: { incidentKey: string }) {
  const address = `/api/v1/incidents/${incidentKey}/postmortem`;
  return (
    <Flyout
      trigger={
        <>
          <Download size={14} strokeWidth={1.75} aria-hidden="true" /> Export
        </>
      }
      panelLabel="Export this post-mortem"
      triggerClassName={buttonClasses.button}
      align="end"
      widthPx={280}
    >
      {(close) => (
        <div className={classes.menu}>
          <a href={`${address}?format=markdown`} download className={classes.item} onClick={close}>
            Markdown
            <small>in the form of the handbook</small>
          </a>
          <a href={`${address}?format=json`} className={classes.item} onClick={close}>
            JSON
            <small>its parts, for other programs</small>
          </a>
          <Button
            kind="quiet"
            className={classes.print}
            onClick={() => {
              close();
              window.print();
            }}
          >
            Print or save as PDF
          </Button>
        </div>
      )}
    </Flyout>
  );
}
