import type { ReactNode } from 'react';
import type { FieldRow } from '@/lib/api/model/fields';
import classes from './fields.module.css';

export type Field = Omit<FieldRow, 'path'> & { name: string; note?: string | null };

/** Fields of a body or parameters of an address: name, kind, whether it must be there, and what it means. */
export function Fields({ label, fields }: { label: string; fields: Field[] }) {
  return (
    <ul className={classes.fields} aria-label={label}>
      {fields.map(({ name, type, required, description, note }) => (
        <li key={name} className={classes.field}>
          <span className={classes.head}>
            <code className={classes.name}>{name}</code>
            {required && <span className={classes.required}>required</span>}
          </span>
          <span className={classes.body}>
            <span className={classes.type}>{type}</span>
            {note && <span className={classes.type}>; {note}</span>}
            {description && <span className={classes.words}>{withCode(description)}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Words between backticks as code. */
export function withCode(text: string): ReactNode {
  const [before, code, ...rest] = text.split('`');
  if (code === undefined) return before;
  return (
    <>
      {before}
      <code>{code}</code>
      {withCode(rest.join('`'))}
    </>
  );
}
