'use client';

import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import { formatShare } from '@/lib/core/format';
import { sectionTitle } from '@/lib/postmortems/model/sections';
import { sectionAnchor } from './section-anchor';
import classes from './section-list.module.css';
import { useWriting } from './writing';

const icons = { ready: CircleCheck, empty: CircleDashed, attention: CircleAlert } as const;
const words = { ready: 'ready', empty: 'not written yet', attention: 'needs attention' } as const;

/** The sections with how far each is: a table of contents that says what is left to do. */
export function SectionList() {
  const { sections } = useWriting();
  const ready = sections.filter(({ state }) => state === 'ready').length;
  return (
    <nav aria-label="Sections" className={classes.nav}>
      <ul className={classes.list}>
        {sections.map(({ id, state, why }) => {
          const Icon = icons[state];
          return (
            <li key={id}>
              <a href={`#${sectionAnchor(id)}`} className={classes.link} data-state={state} title={why ?? undefined}>
                <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
                {sectionTitle(id)}
                <span className="visually-hidden">, {why ?? words[state]}</span>
              </a>
            </li>
          );
        })}
      </ul>
      <p className={classes.sum}>{formatShare(ready, sections.length)} sections ready</p>
    </nav>
  );
}
