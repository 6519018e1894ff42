import type { ReactNode } from 'react';
import { type SectionId, sectionTitle } from '@/lib/postmortems/model/sections';
import classes from './document.module.css';
import { sectionAnchor } from './section-anchor';

/** The id of a section's heading: what names its text. */
export const headingOf = (id: string) => `${sectionAnchor(id)}-title`;

/** A section with its heading, as the handbook names it. */
export function Section({ id, note, children }: { id: SectionId; note?: ReactNode; children: ReactNode }) {
  return (
    <section id={sectionAnchor(id)} className={classes.section} aria-labelledby={headingOf(id)}>
      <div className={classes.sectionHead}>
        <h2 id={headingOf(id)} className={classes.title}>
          {sectionTitle(id)}
        </h2>
        {note}
      </div>
      {children}
    </section>
  );
}
