'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { IncidentDetail } from '@/lib/incidents/schema';
import type { Person } from '@/lib/incidents/schema/room';
import type { TaskInput } from './room-actions';
import classes from './sections.module.css';

type TasksProps = {
  incident: IncidentDetail;
  people: Person[];
  add: ((text: string) => Promise<string | null>) | null;
  change: ((input: TaskInput) => Promise<string | null>) | null;
};

/** Who does what: each task with the person who does it. */
export function Tasks({ incident, people, add, change }: TasksProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const done = incident.tasks.filter(({ done_at }) => done_at !== null).length;
  return (
    <section className={classes.section} aria-labelledby="room-tasks">
      <h2 id="room-tasks" className={classes.heading}>
        Tasks{' '}
        <span className={classes.aside}>
          {done} of {incident.tasks.length} done
        </span>
      </h2>
      {problem && <p className={classes.problem}>{problem}</p>}
      <ul className={classes.list}>
        {incident.tasks.map((task) => (
          <li key={task.number} className={classes.task}>
            <label className={classes.check}>
              <input
                type="checkbox"
                checked={task.done_at !== null}
                disabled={!change}
                onChange={async (event) =>
                  setProblem((await change?.({ task: task.number, done: event.currentTarget.checked })) ?? null)
                }
              />
              <span data-done={task.done_at !== null || undefined}>{task.text}</span>
            </label>
            {change && task.done_at === null ? (
              <select
                className={classes.assignee}
                aria-label={`Who does: ${task.text}`}
                value={task.assignee?.id ?? ''}
                onChange={async (event) =>
                  setProblem((await change({ task: task.number, assignee: event.currentTarget.value || null })) ?? null)
                }
              >
                <option value="">Nobody yet</option>
                {people.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            ) : (
              <span className={classes.muted}>{task.assignee?.name ?? 'Nobody'}</span>
            )}
          </li>
        ))}
      </ul>
      {add && (
        <form
          className={classes.adder}
          onSubmit={async (event) => {
            event.preventDefault();
            if (text.trim() === '') return;
            const failure = await add(text.trim());
            setProblem(failure);
            if (failure === null) setText('');
          }}
        >
          <input
            id="room-new-task"
            className={classes.input}
            aria-label="New task"
            placeholder="Add a task"
            maxLength={500}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit">Add task</Button>
        </form>
      )}
    </section>
  );
}
