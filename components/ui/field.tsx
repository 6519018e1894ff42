'use client';

import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react';
import classes from './field.module.css';

type Shared = { label: string; name: string; help?: ReactNode; error?: string | undefined };

/** The ids that tie a control to its help and its error. */
function useTies({ help, error }: Pick<Shared, 'help' | 'error'>) {
  const id = useId();
  const ids = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  const control = {
    id,
    className: classes.input,
    ...(ids ? { 'aria-describedby': ids } : {}),
    ...(error ? { 'aria-invalid': true } : {}),
  };
  const notes = (
    <>
      {help && (
        <span id={`${id}-help`} className={classes.help}>
          {help}
        </span>
      )}
      {error && (
        <span id={`${id}-error`} className={classes.error}>
          {error}
        </span>
      )}
    </>
  );
  return { id, control, notes };
}

/** One line of text: label above, help below it, error below that. */
export function TextField({ label, help, error, ...rest }: Shared & InputHTMLAttributes<HTMLInputElement>) {
  const { id, control, notes } = useTies({ help, error });
  return (
    <div className={classes.field}>
      <label htmlFor={id} className={classes.label}>
        {label}
      </label>
      <input {...control} {...rest} />
      {notes}
    </div>
  );
}

/** Several lines of text. */
export function TextAreaField({ label, help, error, ...rest }: Shared & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const { id, control, notes } = useTies({ help, error });
  return (
    <div className={classes.field}>
      <label htmlFor={id} className={classes.label}>
        {label}
      </label>
      <textarea {...control} className={`${classes.input} ${classes.lines}`} {...rest} />
      {notes}
    </div>
  );
}

type SelectFieldProps = Shared &
  SelectHTMLAttributes<HTMLSelectElement> & { options: { value: string; label: string }[] };

/** One of a few values. */
export function SelectField({ label, help, error, options, ...rest }: SelectFieldProps) {
  const { id, control, notes } = useTies({ help, error });
  return (
    <div className={classes.field}>
      <label htmlFor={id} className={classes.label}>
        {label}
      </label>
      <select {...control} {...rest}>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      {notes}
    </div>
  );
}

type ChoicesProps = Shared & {
  type: 'checkbox' | 'radio';
  chosen: string[];
  options: { value: string; label: string; help: string }[];
};

/** Checkboxes or radio buttons, each with what it means. */
export function Choices({ label, name, help, error, type, chosen, options }: ChoicesProps) {
  const { control, notes } = useTies({ help, error });
  return (
    <fieldset className={classes.field} aria-describedby={control['aria-describedby']}>
      <legend className={classes.label}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={classes.choice}>
          <input type={type} name={name} value={option.value} defaultChecked={chosen.includes(option.value)} />
          <span>{option.label}</span>
          <small>{option.help}</small>
        </label>
      ))}
      {notes}
    </fieldset>
  );
}
