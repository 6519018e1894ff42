import { CodeBlock } from '@/components/ui/code-block';
import type { ReferenceCall } from '@/lib/api/load';
import classes from './call.module.css';
import { Fields, withCode } from './fields';

/** One call: who may make it, what it takes, what it answers, and a command that makes it. */
export function Call({ call }: { call: ReferenceCall }) {
  const { id, method, path, summary, parameters, body, answers, refusals, curl } = call;
  return (
    <article id={id} className={classes.call} aria-labelledby={`${id}-title`}>
      <div className={classes.words}>
        <h3 id={`${id}-title`} className={classes.title}>
          <a href={`#${id}`} className={classes.anchor}>
            <span className={classes.method} data-changes={method !== 'GET' || undefined}>
              {method}
            </span>
            <code className={classes.path}>{path}</code>
          </a>
        </h3>
        <p className={classes.summary}>{withCode(summary)}.</p>
        <p className={classes.access}>{accessText(call)}</p>
        {parameters.length > 0 && (
          <>
            <h4 className={classes.part}>Parameters</h4>
            <Fields
              label={`Parameters of ${method} ${path}`}
              fields={parameters.map(({ name, place, fallback, ...rest }) => ({
                ...rest,
                name,
                note: [`in ${place}`, ...(fallback === null ? [] : [`default ${fallback}`])].join(', '),
              }))}
            />
          </>
        )}
        {body && (
          <>
            <h4 className={classes.part}>
              Body <code className={classes.type}>{body.type}</code>
            </h4>
            {body.fields.length > 0 && (
              <Fields
                label={`Body of ${method} ${path}`}
                fields={body.fields.map(({ path: name, ...rest }) => ({ ...rest, name }))}
              />
            )}
          </>
        )}
        <h4 className={classes.part}>Answers</h4>
        {answers.map(({ status, description, type, fields }) => (
          <div key={status} className={classes.answer}>
            <p className={classes.answerText}>
              <code className={classes.status}>{status}</code>
              <span>
                {withCode(description)} {type && <code className={classes.type}>{type}</code>}
              </span>
            </p>
            {fields.length > 0 && (
              <details className={classes.details}>
                <summary className={classes.toggle}>
                  Fields of the {status} answer, {fields.length}
                </summary>
                <Fields
                  label={`Fields of the ${status} answer of ${method} ${path}`}
                  fields={fields.map(({ path: name, required, ...rest }) => ({
                    ...rest,
                    name,
                    required: false,
                    note: required ? null : 'may be absent',
                  }))}
                />
              </details>
            )}
          </div>
        ))}
        {refusals.length > 0 && (
          <details className={classes.details}>
            <summary className={classes.toggle}>Refusals: {refusals.map(({ status }) => status).join(', ')}</summary>
            {refusals.map(({ status, description }) => (
              <p key={status} className={classes.answerText}>
                <code className={classes.status}>{status}</code>
                <span>{withCode(description)}</span>
              </p>
            ))}
          </details>
        )}
      </div>
      <div className={classes.example}>
        <CodeBlock code={curl} label="Shell" />
      </div>
    </article>
  );
}

function accessText({ isPublic, scopes, role }: ReferenceCall) {
  if (isPublic) return 'Open to everybody, without a key.';
  const names = scopes.map((scope, index) => (
    <span key={scope}>
      {index > 0 && ' or '}
      <code>{scope}</code>
    </span>
  ));
  const person = role && `${scopes.length > 0 ? 'or a session of a' : 'A session of a'} ${role.replace('_', ' ')}`;
  return (
    <>
      {scopes.length > 0 && <>A key with the scope {names}</>}
      {scopes.length > 0 && person && ', '}
      {person}
      {role && role !== 'admin' && ' or higher'}.
    </>
  );
}
