import { z } from 'zod';
import { NotFoundError } from '@/lib/core/errors';
import { taskBody, taskPatch } from '../schema/respond';
import { requireInside } from './inside';
import { endStatuses, roomCommand, roomInput } from './room';
import { findResponder } from './seats';

/** Adds a task to an incident. */
export const addTask = roomCommand({
  name: 'incident.task_add',
  input: roomInput.extend(taskBody.shape),
  closedFor: endStatuses,
  run: async ({ tx, input, locked, now }) => {
    const assignee = input.assignee === undefined ? null : await findResponder(tx, input.assignee);
    await requireInside(tx, locked, assignee);
    const payload = { assignee, due_at: input.due_at ?? null, is_blocking: input.is_blocking };
    return { log: [{ kind: 'task_added', occurredAt: now, text: input.text, payload }] };
  },
});

/** Marks a task as done or not done, or gives it to somebody. What is so already changes nothing. */
export const changeTask = roomCommand({
  name: 'incident.task',
  input: roomInput.extend({ task: z.int().min(1), ...taskPatch.shape }),
  closedFor: endStatuses,
  run: async ({ tx, input, locked, now }) => {
    const task = locked.stored.room.tasks.find(({ number }) => number === input.task);
    if (!task) throw new NotFoundError('This task');
    const log = [];
    if (input.assignee !== undefined) {
      const assignee = input.assignee === null ? null : await findResponder(tx, input.assignee);
      if (assignee?.id !== task.assignee?.id) {
        await requireInside(tx, locked, assignee);
        const text = assignee ? `${assignee.name} does: ${task.text}` : `Nobody does: ${task.text}`;
        log.push({ kind: 'task_assigned', occurredAt: now, text, payload: { task: task.number, assignee } });
      }
    }
    if (input.done !== undefined && input.done !== (task.doneAt !== null)) {
      const kind = input.done ? 'task_done' : 'task_undone';
      const text = `${input.done ? 'Done' : 'Open again'}: ${task.text}`;
      log.push({ kind, occurredAt: now, text, payload: { task: task.number } });
    }
    return { log };
  },
});
